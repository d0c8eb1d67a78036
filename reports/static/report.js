// What a page can do on screen beside being read: other languages, filter and search, values and stretches of charts.
// Without it everything stands there, in one language. It loads nothing, keeps nothing and sends nothing.
'use strict';
(() => {
  const all = (query, root = document) => [...root.querySelectorAll(query)];
  const given = new URLSearchParams(location.search).get('lang');
  let language, formats, bodies, heavy, first;

  // --- languages: the other ones lie packed in the page; their pictures' lines refer to those of the first one.
  async function unpacked(text) {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
    const html = await new Response(stream).text();
    return html.replace(/ (d|data-v|src)="@(\d+)"/g, (_, name, number) => ` ${name}="${heavy[number]}"`);
  }
  async function speak(wanted, focus) {
    if (wanted !== language) {
      const here = anchorInView();
      if (wanted === first.language) [document.title, document.body.innerHTML] = [first.title, first.body];
      else [document.title, document.body.innerHTML] = [bodies[wanted].title, await unpacked(bodies[wanted].body)];
      document.documentElement.lang = language = wanted;
      start();
      const place = here && document.getElementById(here);
      if (place) place.scrollIntoView();
      if (focus) all(`.langs [data-lang="${wanted}"]`)[0].focus();
    }
  }
  function anchorInView() {
    const above = all('section[id],.kpi[id]').filter((one) => one.getBoundingClientRect().top < innerHeight / 2);
    return scrollY > 200 && above.length ? above.at(-1).id : '';
  }
  function offerLanguages() {
    for (const bar of all('.langs')) {
      bar.hidden = false;
      for (const button of all('[data-lang]', bar)) {
        button.setAttribute('aria-pressed', button.dataset.lang === language);
        button.onclick = () => speak(button.dataset.lang, true);
      }
    }
    if (language !== first.language)
      for (const link of all('a[href]')) {
        const [page, anchor] = link.getAttribute('href').split('#');
        if (/^[\w-]+\.html$/.test(page)) link.href = `${page}?lang=${language}${anchor ? '#' + anchor : ''}`;
      }
  }

  // --- filter and search: a form names the rows that it is for; each row says what it is in data attributes.
  function offerFilters() {
    for (const form of all('form.filter')) {
      form.hidden = false;
      form.onsubmit = (event) => event.preventDefault();
      form.oninput = () => filter(form);
      form.onreset = () => setTimeout(() => filter(form));
      filter(form);
    }
  }
  function filter(form) {
    const words = plain(form.elements.search.value).split(/\s+/).filter(Boolean);
    const wishes = all('select', form).filter((one) => one.value);
    const rows = all(form.dataset.rows);
    let shown = 0;
    for (const row of rows) {
      const text = (row.found ??= plain(row.dataset.search ?? row.textContent));
      const fits = words.every((word) => text.includes(word));
      row.hidden = !(fits && wishes.every((one) => row.dataset[one.name].split(' ').includes(one.value) || row.dataset[one.name] === one.value));
      shown += !row.hidden;
      for (const other of all(`[data-with="${CSS.escape(row.dataset.row)}"]`)) other.hidden = row.hidden;
    }
    const told = form.querySelector('output');
    told.textContent = told.dataset.said.replace('{n}', formats.number(shown)).replace('{all}', formats.number(rows.length));
    form.elements.clear.hidden = !words.length && !wishes.length;
  }
  const plain = (text) => text.toLowerCase().normalize('NFKD').replace(/[\u0300-\u036f]/g, '');

  // --- charts: the value at the pointer, or by arrow keys; drag to enlarge a stretch.
  function offerCharts() {
    for (const figure of all('figure[data-v]')) {
      const names = figure.dataset.names.split('\n');
      const [span, ...series] = figure.dataset.v.split(';');
      const [from, to] = span.split(' ').map(dayNumber);
      const panels = series.map((text, number) => panel(text, names[number]));
      for (const svg of all('svg[data-plot]', figure)) offerChart(figure, svg, { from, to, panels });
    }
  }
  const DAY = 864e5;
  const dayNumber = (text) => Date.parse(text) / DAY;
  function panel(text, name) {
    const [begin, rhythm, ...values] = text.split(' ');
    return { name, rhythm, points: values.map((value, number) => [after(begin, rhythm, number), value === '.' ? NaN : +value]) };
  }
  function after(begin, rhythm, number) {
    const date = new Date(begin);
    if (rhythm === 'daily' || rhythm === 'weekly') return date.getTime() / DAY + number * (rhythm === 'daily' ? 1 : 7);
    const months = { monthly: 1, quarterly: 3, yearly: 12 }[rhythm] * number;
    return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1) / DAY;
  }
  function offerChart(figure, svg, data) {
    const [plot, ...axes] = svg.dataset.plot.split(';').map((part) => part.split(' ').map(Number));
    const chart = { figure, svg, data, axes, left: plot[0], right: plot[1], from: data.from, to: data.to, at: null };
    svg.tabIndex = 0;
    svg.setAttribute('aria-roledescription', document.querySelector('.page').dataset.chart);
    svg.onpointermove = (event) => (chart.drag === undefined ? read(chart, dayAt(chart, event)) : mark(chart, event));
    svg.onpointerdown = (event) => event.button === 0 && event.pointerType === 'mouse' && (chart.drag = pixel(chart, event));
    svg.onpointerup = (event) => enlarge(chart, event);
    svg.onpointerleave = () => { chart.drag = undefined; mark(chart); if (document.activeElement !== svg) forget(chart); };
    svg.onblur = () => forget(chart);
    svg.ondblclick = () => stretch(chart, data.from, data.to);
    svg.onkeydown = (event) => key(chart, event);
  }
  const x = (chart, day) => chart.left + ((day - chart.from) / (chart.to - chart.from || 1)) * (chart.right - chart.left);
  const pixel = (chart, event) => {
    const box = chart.svg.getBoundingClientRect();
    return ((event.clientX - box.left) / box.width) * chart.svg.viewBox.baseVal.width;
  };
  const dayAt = (chart, event) =>
    chart.from + ((pixel(chart, event) - chart.left) / (chart.right - chart.left)) * (chart.to - chart.from);
  function nearest(points, day) {
    return points.reduce((best, one) => (isFinite(one[1]) && Math.abs(one[0] - day) < Math.abs(best[0] - day) ? one : best), [Infinity, NaN]);
  }
  function read(chart, day) {
    const lead = nearest(chart.data.panels[0].points.filter((one) => one[0] >= chart.from && one[0] <= chart.to), day);
    if (!isFinite(lead[0])) return;
    chart.at = lead[0];
    const here = chart.data.panels.map((one) => ({ ...one, value: nearest(one.points, lead[0]) }));
    const said = here.filter((one) => Math.abs(one.value[0] - lead[0]) < 4 || one.rhythm !== here[0].rhythm);
    const lines = said.map((one) => `${one.name}: ${formats.value(one.value[1])}`);
    dots(chart, here);
    note(chart, [formats.period(lead[0], here[0].rhythm), ...lines]);
  }
  function dots(chart, here) {
    all('.read', chart.svg).forEach((one) => one.remove());
    const at = x(chart, chart.at);
    const bottom = chart.axes.at(-1)[1];
    add(chart.svg, 'line', { x1: at, x2: at, y1: chart.axes[0][0], y2: bottom, class: 'read cl' });
    here.forEach((one, number) => {
      const [top, low, least, most] = chart.axes[number];
      if (isFinite(one.value[1]))
        add(chart.svg, 'circle', { cx: x(chart, one.value[0]), cy: low - ((one.value[1] - least) / (most - least)) * (low - top), r: 4, class: 'read dot' });
    });
  }
  function add(parent, name, attributes) {
    const made = document.createElementNS('http://www.w3.org/2000/svg', name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return parent.appendChild(made);
  }
  function note(chart, lines) {
    let box = chart.figure.querySelector('.tip');
    if (!box) {
      box = chart.figure.appendChild(document.createElement('div'));
      box.className = 'tip';
      box.setAttribute('role', 'status');
    }
    box.replaceChildren(...lines.map((line, number) => Object.assign(document.createElement(number ? 'span' : 'b'), { textContent: line })));
    const inside = chart.svg.getBoundingClientRect();
    const scale = inside.width / chart.svg.viewBox.baseVal.width;
    const at = x(chart, chart.at) * scale;
    box.style.left = `${Math.max(0, at + (at > (chart.figure.clientWidth * 2) / 3 ? -box.offsetWidth - 12 : 12))}px`;
    box.style.top = `${inside.top - chart.figure.getBoundingClientRect().top + chart.axes[0][0] * scale}px`;
  }
  function forget(chart) {
    chart.at = null;
    all('.read', chart.svg).forEach((one) => one.remove());
    const box = chart.figure.querySelector('.tip');
    if (box) box.remove();
  }
  function mark(chart, event) {
    all('.drag', chart.svg).forEach((one) => one.remove());
    if (!event || chart.drag === undefined) return;
    const [one, other] = [chart.drag, pixel(chart, event)].sort((a, b) => a - b);
    add(chart.svg, 'rect', { x: one, width: other - one, y: chart.axes[0][0], height: chart.axes.at(-1)[1] - chart.axes[0][0], class: 'drag' });
  }
  function enlarge(chart, event) {
    const [one, other] = [chart.drag ?? 0, pixel(chart, event)].sort((a, b) => a - b);
    const dragged = chart.drag !== undefined && other - one > 12;
    chart.drag = undefined;
    mark(chart);
    const day = (place) => chart.from + ((place - chart.left) / (chart.right - chart.left)) * (chart.to - chart.from);
    if (dragged) stretch(chart, day(one), day(other));
  }
  function key(chart, event) {
    const points = chart.data.panels[0].points.filter((one) => isFinite(one[1]) && one[0] >= chart.from && one[0] <= chart.to);
    const number = points.findIndex((one) => one[0] === chart.at);
    const span = chart.to - chart.from;
    const middle = chart.at ?? chart.from + span / 2;
    const deed = {
      ArrowLeft: () => read(chart, points[number < 0 ? points.length - 1 : Math.max(number - 1, 0)][0]),
      ArrowRight: () => read(chart, points[number < 0 ? 0 : Math.min(number + 1, points.length - 1)][0]),
      Home: () => read(chart, points[0][0]),
      End: () => read(chart, points.at(-1)[0]),
      '+': () => stretch(chart, middle - span / 4, middle + span / 4),
      '-': () => stretch(chart, middle - span, middle + span),
      0: () => stretch(chart, chart.data.from, chart.data.to),
      Escape: () => { stretch(chart, chart.data.from, chart.data.to); forget(chart); },
    }[event.key];
    if (!deed || event.ctrlKey || event.metaKey || event.altKey || !points.length) return;
    event.preventDefault();
    deed();
  }
  let clips = 0;
  function stretch(chart, from, to) {
    const { svg, data, left, right } = chart;
    const least = (data.to - data.from) / 50;
    if (to - from < least) [from, to] = [(from + to - least) / 2, (from + to + least) / 2];
    [chart.from, chart.to] = [Math.max(from, data.from), Math.min(to, data.to)];
    const whole = chart.from === data.from && chart.to === data.to;
    const factor = (data.to - data.from) / (chart.to - chart.from);
    const moved = (place) => (place - left) * factor + left - ((chart.from - data.from) / (data.to - data.from)) * factor * (right - left);
    const lines = svg.querySelector('.z');
    if (!chart.clip) {
      chart.clip = `clip-${++clips}`;
      const box = add(add(svg, 'clipPath', { id: chart.clip }), 'rect', { x: left, y: 0, width: right - left, height: '100%' });
      lines.before(box.parentNode);
      lines.replaceWith((chart.window = add(svg, 'g', {})));
      chart.window.append(lines);
      chart.window.setAttribute('clip-path', `url(#${chart.clip})`);
      svg.querySelector('.x').before(chart.window);
    }
    lines.setAttribute('transform', `matrix(${factor} 0 0 1 ${moved(0)} 0)`);
    for (const one of all('.x > *', svg)) {
      for (const name of ['x', 'x1', 'x2', 'cx'])
        if (one.hasAttribute(name)) one.setAttribute(name, moved((one[`was-${name}`] ??= +one.getAttribute(name))));
      const place = +(one.getAttribute('x') ?? one.getAttribute('cx') ?? one.getAttribute('x1'));
      one.style.display = whole || (place >= left - 2 && place <= right + 2) ? '' : 'none';
    }
    svg.classList.toggle('near', !whole);
    forget(chart);
  }

  // --- numbers and periods as the language writes them.
  function writers() {
    const locale = { en: 'en-GB', da: 'da-DK', nb: 'nb-NO', sv: 'sv-SE' }[language] ?? language;
    const says = document.querySelector('.page').dataset;
    const number = new Intl.NumberFormat(locale);
    const value = new Intl.NumberFormat(locale, { maximumSignificantDigits: 4 });
    const day = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' });
    const month = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' });
    const put = (pattern, facts) => pattern.replace(/\{(\w+)\}/g, (_, name) => facts[name]);
    function period(at, rhythm) {
      const date = new Date(at * DAY);
      const year = date.getUTCFullYear();
      if (rhythm === 'yearly') return String(year);
      if (rhythm === 'quarterly') return put(says.quarter, { quarter: Math.floor(date.getUTCMonth() / 3) + 1, year });
      if (rhythm === 'monthly') return month.format(date);
      if (rhythm !== 'weekly') return day.format(date);
      const thursday = new Date((at + 3) * DAY);
      const week = Math.floor((thursday - Date.UTC(thursday.getUTCFullYear(), 0, 1)) / DAY / 7) + 1;
      return put(says.week, { week, year: thursday.getUTCFullYear() });
    }
    return { number: (one) => number.format(one), value: (one) => (isFinite(one) ? value.format(one) : '–'), period };
  }

  // --- a link into something folded or filtered away opens it.
  function open() {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let one = target; one; one = one.parentElement) {
      if (one.tagName === 'DETAILS') one.open = true;
      one.hidden = false;
    }
    all('details.fold', target).slice(0, 1).forEach((one) => (one.open = true));
    target.scrollIntoView();
  }
  function start() {
    formats = writers();
    if (window.DecompressionStream && Object.keys(bodies).length) offerLanguages();
    offerFilters();
    offerCharts();
  }
  document.addEventListener('keydown', (event) => {
    const search = all('form.filter input[type=search]').find((one) => one.getBoundingClientRect().bottom > 0) ?? document.querySelector('form.filter input[type=search]');
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName);
    if (event.key === '/' && !typing && search) { event.preventDefault(); search.focus(); }
  });
  addEventListener('hashchange', open);
  addEventListener('DOMContentLoaded', async () => {
    const packed = document.getElementById('languages');
    bodies = packed ? JSON.parse(packed.textContent) : {};
    language = document.documentElement.lang;
    first = { language, title: document.title, body: document.body.innerHTML };
    heavy = all('[d],[data-v],[src]').map((one) => one.getAttribute('d') ?? one.getAttribute('data-v') ?? one.getAttribute('src'));
    start();
    if (given in bodies && window.DecompressionStream) await speak(given);
    open();
  });
})();
