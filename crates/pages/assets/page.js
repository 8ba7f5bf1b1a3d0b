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
  function toRow(event) {
    var mark = event.target.closest('.report mark[data-rows]');
    if (!mark) return;
    var row = document.getElementById(mark.dataset.rows.split(' ')[0]);
    if (!row) return;
    for (var around = row; around; around = around.parentElement) if (around.tagName === 'DETAILS') around.open = true;
    row.scrollIntoView({block: 'center'});
    row.focus({preventScroll: true});
  }
  document.addEventListener('click', toRow);
  document.addEventListener('keydown', function (event) { if (event.key === 'Enter') toRow(event); });
  // A link into a fold opens it.
  function unfold() {
    var target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (var around = target; around; around = around.parentElement) if (around.tagName === 'DETAILS') around.open = true;
    target.scrollIntoView({block: 'start'});
  }
  window.addEventListener('hashchange', unfold);
  unfold();
  // The index: stories that have all the words.
  var find = document.querySelector('.find');
  if (!find) return;
  find.hidden = false;
  var stories = Array.prototype.map.call(document.querySelectorAll('.card, .singles li'), function (item) {
    return {item: item, words: item.textContent.toLowerCase()};
  });
  function choose() {
    var words = find.querySelector('[type=search]').value.toLowerCase().split(/\s+/);
    var differ = find.querySelector('[type=checkbox]').checked;
    var shown = 0;
    stories.forEach(function (story) {
      var fits = words.every(function (word) { return story.words.indexOf(word) >= 0; });
      story.item.hidden = !fits || (differ && !('differ' in story.item.dataset));
      if (!story.item.hidden) shown += 1;
    });
    find.querySelector('output').textContent = shown + ' of ' + stories.length;
  }
  find.addEventListener('input', choose);
  find.addEventListener('submit', function (event) { event.preventDefault(); });
  choose();
})();
