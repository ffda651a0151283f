// The side panel of a list of dossiers. A row's link leads to the dossier's page; here the same
// address is shown beside the list, so that the next one is a key away.
(() => {
  const panel = document.getElementById("desk-panel");
  const links = [...document.querySelectorAll("a[data-panel]")];
  let shown = -1;

  const rowOf = (number) => links[number].closest("tr");

  function open(number) {
    if (number < 0 || number >= links.length) return;
    if (shown >= 0) rowOf(shown).classList.remove("desk-row-shown");
    shown = number;
    rowOf(shown).classList.add("desk-row-shown");
    rowOf(shown).scrollIntoView({ block: "nearest" });
    htmx.ajax("GET", links[shown].dataset.panel, { target: panel, swap: "innerHTML" });
  }

  function close() {
    if (shown < 0) return;
    panel.hidden = true;
    panel.replaceChildren();
    rowOf(shown).classList.remove("desk-row-shown");
    links[shown].focus();
    shown = -1;
  }

  // Signed out meanwhile, or an error: the whole page says what is the matter.
  panel.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status === 200 && event.detail.xhr.responseURL.includes("panel=1")) return;
    event.detail.shouldSwap = false;
    window.location.assign(links[shown].href);
  });
  panel.addEventListener("htmx:afterSwap", () => {
    panel.hidden = false;
    panel.scrollTop = 0;
    panel.focus();
  });
  panel.addEventListener("click", (event) => {
    const step = event.target.closest("[data-panel-step]");
    if (step) open(shown + Number(step.dataset.panelStep));
    if (event.target.closest("[data-panel-close]")) close();
  });

  document.getElementById("result_list")?.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const row = event.target.closest("tr.data-row");
    const link = row?.querySelector("a[data-panel]");
    const other = event.target.closest("a, button, input, label");
    if (!link || (other && other !== link)) return;
    event.preventDefault();
    open(links.indexOf(link));
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target.closest("input, select, textarea")) return;
    const at = links.indexOf(document.activeElement);
    const inPanel = {
      Escape: close,
      ArrowLeft: () => open(shown - 1),
      ArrowRight: () => open(shown + 1),
    };
    const onRow = {
      ArrowUp: () => links[at - 1]?.focus(),
      ArrowDown: () => links[at + 1]?.focus(),
      " ": () => open(at),
    };
    const act = (shown >= 0 && inPanel[event.key]) || (at >= 0 && onRow[event.key]);
    if (!act) return;
    event.preventDefault();
    act();
  });
})();
