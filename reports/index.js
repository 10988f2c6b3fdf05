(function () {
  "use strict";
  var form = document.getElementById("filters");
  var search = document.getElementById("search");
  var shown = document.getElementById("shown");
  var rows = Array.prototype.slice.call(document.querySelectorAll("tbody tr"));
  function apply() {
    var words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    var tones = {};
    form.querySelectorAll("input[type=checkbox]").forEach(function (box) {
      tones[box.value] = box.checked;
    });
    var count = 0;
    rows.forEach(function (row) {
      var text = row.textContent.toLowerCase();
      var fits = tones[row.dataset.word] && words.every(function (word) {
        return text.indexOf(word) !== -1;
      });
      row.hidden = !fits;
      count += fits ? 1 : 0;
    });
    shown.textContent = count + " / " + rows.length;
  }
  form.hidden = false;
  form.addEventListener("input", apply);
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  apply();
}());
