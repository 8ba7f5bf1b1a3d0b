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
  // From a reading to its words in the report, not only to the report's head.
  document.addEventListener('click', function (event) {
    var link = event.target.closest('.row .readings a.outlet');
    var row = link && link.closest('.row');
    var report = link && document.getElementById(link.hash.slice(1));
    var words = report && report.querySelector('mark[data-rows~="' + row.id + '"]');
    if (!words) return;
    event.preventDefault();
    words.tabIndex = -1;
    words.scrollIntoView({block: 'center', inline: 'nearest'});
    words.focus({preventScroll: true});
  });
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
