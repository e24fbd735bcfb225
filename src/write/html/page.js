
(function () {
  "use strict";
  // Neither of the two characters that XML reads as markup stands in this script.
  var table = document.querySelector("table.records");
  var rows = Array.from(table.querySelectorAll("tbody tr"));
  var ports = table.tHead.rows[0].querySelector(".ports");
  var index = [];
  var shown = rows.map(function () { return true; });
  var timer = 0;

  // What is searched in, made before it is asked for.
  function read(row) {
    var cells = Array.from(row.cells, function (cell) { return cell.textContent; });
    var range = ports ? cells[ports.cellIndex].split("-").map(Number) : [NaN];
    index.push({ text: cells.join("\n").toLowerCase(), first: range[0], last: range[range.length - 1] });
  }
  function prepare(most) {
    rows.slice(index.length, index.length + most).forEach(read);
    if (rows.length > index.length) { setTimeout(prepare, 0, 1000); }
  }

  // A number is a port, on its own or within a range, or a number in the text; any other word stands anywhere.
  function finder(word) {
    if (!/^\d+$/.test(word)) { return function (row) { return row.text.includes(word); }; }
    var port = Number(word);
    var whole = new RegExp("(^|\\D)" + word + "(\\D|$)");
    return function (row) {
      return (port >= row.first ? row.last >= port : false) || whole.test(row.text);
    };
  }
  function filter() {
    var words = input.value.toLowerCase().split(/\s+/).filter(Boolean).map(finder);
    var count = 0;
    var counts = new Map();
    if (words.length) { rows.slice(index.length).forEach(read); }
    rows.forEach(function (row, at) {
      var fits = words.every(function (fits) { return fits(index[at]); });
      if (fits) { count += 1; }
      counts.set(row.parentNode, (counts.get(row.parentNode) || 0) + (fits ? 1 : 0));
      if (fits !== shown[at]) {
        shown[at] = fits;
        row.hidden = !fits;
      }
    });
    // How high a body is that is not laid out yet.
    counts.forEach(function (count, body) {
      body.hidden = count === 0;
      body.style.setProperty("--rows", count);
    });
    var all = rows.length.toLocaleString("en") + (rows.length === 1 ? " row" : " rows");
    output.textContent = words.length ? count.toLocaleString("en") + " of " + all : all;
  }
  function remember() {
    var hash = input.value ? "#q=" + encodeURIComponent(input.value) : "";
    try {
      history.replaceState(null, "", hash || location.pathname + location.search);
    } catch (refused) { /* Then the address stays as it is. */ }
  }
  // From the address, `#q=ssh` or `?q=ssh`; another fragment is a place in the page.
  function recall(asked) {
    var found = new URLSearchParams(asked.slice(1));
    if (found.has("q")) {
      input.value = found.get("q");
      filter();
    }
  }

  var input = document.createElement("input");
  input.type = "search";
  input.placeholder = "a name, a port, any words";
  input.title = "Rows that have all of the words; a port is found within ranges too. Press / to come here.";
  input.autocomplete = "off";
  input.spellcheck = false;
  var label = document.createElement("label");
  label.append("Search", input);
  var output = document.createElement("output");
  var box = document.createElement("div");
  box.className = "search";
  box.setAttribute("role", "search");
  box.append(label, output);
  table.before(box);

  input.addEventListener("input", function () {
    clearTimeout(timer);
    timer = setTimeout(function () { filter(); remember(); }, 80);
  });
  document.addEventListener("keydown", function (event) {
    var isShortcut = event.ctrlKey || event.metaKey || event.altKey;
    if (event.key === "/") {
      if (event.target !== input) {
        if (!isShortcut) {
          event.preventDefault();
          input.focus();
          input.select();
        }
      }
    }
  });
  addEventListener("hashchange", function () { recall(location.hash); });
  filter();
  recall(location.search);
  recall(location.hash);
  setTimeout(prepare, 0, 1000);
}());
