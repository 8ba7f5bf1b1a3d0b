// Lights up every reading of the facts under the pointer or the keyboard focus; a click goes to the fact's row.
(function () {
  var lit = [];
  function rowsOf(element) {
    var marked = element.closest && element.closest('[data-rows]');
    return marked ? marked.dataset.rows.split(' ') : [];
  }
  function light(rows) {
    lit.forEach(function (element) { element.classList.remove('lit'); });
    lit = [];
    rows.forEach(function (row) {
      document.querySelectorAll('[data-rows~="' + row + '"]').forEach(function (element) {
        element.classList.add('lit');
        lit.push(element);
      });
    });
  }
  document.addEventListener('mouseover', function (event) { light(rowsOf(event.target)); });
  document.addEventListener('focusin', function (event) { light(rowsOf(event.target)); });
  document.addEventListener('click', function (event) {
    var mark = event.target.closest('.report mark[data-rows]');
    if (!mark) return;
    var row = document.getElementById(mark.dataset.rows.split(' ')[0]);
    if (!row) return;
    for (var around = row; around; around = around.parentElement) if (around.tagName === 'DETAILS') around.open = true;
    row.scrollIntoView({block: 'center'});
    row.focus({preventScroll: true});
  });
})();
