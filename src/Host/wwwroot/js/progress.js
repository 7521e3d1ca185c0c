// Shows how far long work is, and loads the page anew when it is over. Without script the page refreshes itself.
for (const place of document.querySelectorAll('[data-progress]')) {
  const bar = place.querySelector('progress');
  const text = place.querySelector('[data-progress-text]');
  const look = async () => {
    try {
      const answer = await fetch(place.dataset.progress, { headers: { accept: 'application/json' } });
      if (!answer.ok) return location.reload();
      const now = await answer.json();
      if (!now.working) return location.reload();
      bar.value = now.percent;
      text.textContent = now.text;
    } catch {
      // No network for a moment: the next look may have one.
    }
    setTimeout(look, 700);
  };
  setTimeout(look, 400);
}
