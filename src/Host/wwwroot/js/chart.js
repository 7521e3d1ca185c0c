// Draws the figures that carry a chart: <div class="chart" data-chart='{"kind":"bar","categories":[...],"series":[{"name":"...","values":[...],"links":[...]}]}'>.
// The table beside a chart says the same; without this script nothing is missing.
const charts = [...document.querySelectorAll('[data-chart]')];

if (charts.length > 0) {
  const echarts = await import('/lib/echarts.esm.min.js');
  const pixel = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  for (const place of charts) {
    const wanted = JSON.parse(place.dataset.chart);
    // The theme's colours are functions of each other that only the browser can work out; a pixel of them says red, green and blue.
    const colour = name => {
      place.style.color = `var(${name})`;
      pixel.fillStyle = getComputedStyle(place).color;
      place.style.removeProperty('color');
      pixel.fillRect(0, 0, 1, 1);
      return `rgb(${[...pixel.getImageData(0, 0, 1, 1).data].slice(0, 3).join(', ')})`;
    };
    const text = colour('--tblr-body-color');
    const line = colour('--tblr-border-color');
    place.hidden = false;
    const chart = echarts.init(place, null, { renderer: 'canvas' });
    const category = { type: 'category', data: wanted.categories, axisLabel: { color: text }, axisLine: { lineStyle: { color: line } } };
    const value = { type: 'value', axisLabel: { color: text }, splitLine: { lineStyle: { color: line } } };
    chart.setOption({
      animation: false,
      textStyle: { color: text, fontFamily: getComputedStyle(document.body).fontFamily },
      grid: { left: 8, right: 16, top: wanted.series.length > 1 ? 36 : 16, bottom: 8, containLabel: true },
      legend: wanted.series.length > 1 ? { type: 'scroll', textStyle: { color: text }, top: 0 } : undefined,
      // As text, not as markup: the page's policy allows no styles in it.
      tooltip: { trigger: 'axis', renderMode: 'richText' },
      xAxis: wanted.sideways ? value : category,
      yAxis: wanted.sideways ? category : value,
      series: wanted.series.map(one => ({
        name: one.name, type: wanted.kind ?? 'bar', stack: wanted.stacked ? 'all' : undefined, barMaxWidth: 36, smooth: false,
        data: one.values.map((number, index) => ({ value: number, link: one.links?.[index] })),
      })),
    });
    chart.on('click', hit => { if (hit.data?.link) location.href = hit.data.link; });
    addEventListener('resize', () => chart.resize());
  }
}
