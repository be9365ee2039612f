"use strict";
(function () {
  const started = performance.now();
  const charts = JSON.parse(document.getElementById("charts").textContent);
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");

  function rows(name) {
    const table = document.querySelector('table[data-figure="' + name + '"]');
    const heads = Array.from(table.tHead.rows[0].cells);
    return Array.from(table.tBodies[0].rows, function (row) {
      const record = {};
      heads.forEach(function (head, i) {
        const text = row.cells[i].textContent;
        record[head.textContent] = head.className === "n" ? Number(text.replaceAll(",", "")) : text;
      });
      return record;
    });
  }

  function config() {
    const style = getComputedStyle(root);
    const color = function (name) { return style.getPropertyValue(name).trim(); };
    const text = { labelColor: color("--dim"), titleColor: color("--dim"), labelFontSize: 12, titleFontSize: 12, titleFontWeight: "normal" };
    return {
      background: "transparent",
      font: "system-ui, sans-serif",
      view: { stroke: "transparent" },
      axis: Object.assign({ gridColor: color("--line"), domainColor: color("--line"), tickColor: color("--line") }, text),
      legend: Object.assign({ orient: "top", columns: 6, labelLimit: 220 }, text),
      bar: { color: color("--kept") },
      point: { color: color("--kept") },
      range: {
        category: dark.matches
          ? ["#5b9cf0", "#f0a35e", "#66c28a", "#e67580", "#b79cf0", "#d6b85a", "#5cc4cc", "#e08bc4", "#9fb06a", "#b0b7c3", "#c98f6b"]
          : ["#2f7ed8", "#d9822b", "#2e9e5b", "#c9414f", "#7d5bd0", "#a6831a", "#178f99", "#b8539a", "#6d7f32", "#717a87", "#94603c"],
      },
    };
  }

  async function draw() {
    const look = config();
    for (const name of Object.keys(charts)) {
      const specification = Object.assign({}, charts[name], { datasets: { [name]: rows(name) } });
      await vegaEmbed(document.getElementById("chart-" + name), specification, {
        actions: false, renderer: "svg", config: look, tooltip: { theme: dark.matches ? "dark" : "light" },
      });
    }
  }

  function drawn() {
    draw().then(
      function () { root.dataset.drawnMs = String(Math.round(performance.now() - started)); },
      function (error) { root.dataset.failed = String(error); throw error; }
    );
  }

  dark.addEventListener("change", drawn);
  drawn();
})();
