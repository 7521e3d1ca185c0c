// Runs inside a frame of the designer. Studio takes the icons of steps from its own program only, so ours are given theirs as they are drawn.
(() => {
  const icons = {
    "ProcessSales.AssignTask": "clipboard-check",
    "ProcessSales.RequestApproval": "gavel",
    "ProcessSales.SendNotification": "bell",
    "ProcessSales.ReserveBudget": "lock",
    "ProcessSales.ReleaseBudget": "lock-open",
    "ProcessSales.UpdateCase": "file-text",
    "ProcessSales.AwaitReminderLevel": "clock",
    "ProcessSales.AwaitPauseEnd": "hand-stop",
    "ProcessSales.AwaitVisit": "clock",
    "ProcessSales.CreditReturn": "arrow-back-up",
    "ProcessSales.DecideVisit": "check",
    "ProcessSales.FollowListing": "list-check",
    "ProcessSales.GrantOverspend": "plus",
    "ProcessSales.HandleComplaint": "alert-triangle",
    "ProcessSales.MoveSettlement": "coin",
    "ProcessSales.MoveStatement": "file-text",
    "ProcessSales.MoveVisitPlan": "calendar",
    "ProcessSales.PostAdjustment": "arrow-back-up",
    "ProcessSales.PutPrices": "tag",
    "ProcessSales.RegisterPromotion": "discount",
    "ProcessSales.ReopenDispute": "arrow-back-up",
    "ProcessSales.SendPaymentReminder": "mail",
    "ProcessSales.SettleDispute": "check",
    "ProcessSales.UpdateListing": "package",
    "ProcessSales.VisitMatter": "map-pin",
  };
  const drawings = new Map();
  const types = new Map();

  const draw = (place, type) => {
    const drawing = drawings.get(icons[type]);
    const path = place?.querySelector("svg.mud-icon-root path");
    if (!drawing || !path || path.getAttribute("d") === drawing) return;
    path.setAttribute("d", drawing);
    for (const [name, value] of Object.entries({ fill: "none", stroke: "currentColor", "stroke-width": "1.75", "stroke-linecap": "round", "stroke-linejoin": "round" })) path.setAttribute(name, value);
  };

  const look = () => {
    for (const step of document.querySelectorAll("elsa-activity-wrapper[activity-json]")) {
      const type = /"type":"(ProcessSales\.\w+)"/.exec(step.getAttribute("activity-json"))?.[1];
      if (type) draw(step.querySelector(".activity-icon"), type);
    }
    for (const item of document.querySelectorAll("[draggable=true].mud-paper")) draw(item, types.get(item.textContent.trim()));
  };

  const start = async () => {
    const [sprite, steps] = await Promise.all([
      fetch("/lib/icons.svg").then(answer => answer.text()),
      fetch("/elsa/api/descriptors/activities").then(answer => answer.json()),
    ]);
    for (const symbol of new DOMParser().parseFromString(sprite, "image/svg+xml").querySelectorAll("symbol"))
      drawings.set(symbol.id, [...symbol.querySelectorAll("path")].map(path => path.getAttribute("d")).join(" "));
    for (const step of steps.items) if (icons[step.typeName]) types.set(step.displayName, step.typeName);
    let planned = false;
    new MutationObserver(() => {
      if (planned) return;
      planned = true;
      requestAnimationFrame(() => { planned = false; look(); });
    }).observe(document.body, { childList: true, subtree: true });
    look();
  };
  start();
})();
