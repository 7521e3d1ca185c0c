// Line numbers that follow the text; without script they stay those of the page's first showing.
for (const area of document.querySelectorAll('textarea[data-lines]')) {
  const lines = document.getElementById(area.dataset.lines);
  const number = () => {
    const count = area.value.split('\n').length;
    if (lines.childElementCount === 0 && lines.textContent.split('\n').length === count) return;
    lines.textContent = Array.from({ length: count }, (_, index) => index + 1).join('\n');
  };
  area.addEventListener('input', number);
  area.addEventListener('scroll', () => { lines.scrollTop = area.scrollTop; });
  area.addEventListener('keydown', event => {
    // Tab leaves the editor as it leaves every field; Ctrl+S saves.
    if ((event.ctrlKey || event.metaKey) && event.key === 's') {
      event.preventDefault();
      area.form.requestSubmit(area.form.querySelector('button[value=save]'));
    }
  });
  const fault = Number(area.dataset.line);
  if (fault > 0) {
    const rows = area.value.split('\n');
    const start = rows.slice(0, fault - 1).reduce((sum, row) => sum + row.length + 1, 0);
    area.focus();
    area.setSelectionRange(start, start + (rows[fault - 1] ?? '').length);
    area.scrollTop = Math.max(0, (fault - 5) * parseFloat(getComputedStyle(area).lineHeight));
  }
}
