// Load, processor and memory of a module over the last hour, with what was decided meanwhile. Read from the log when
// it is looked at.
import { ask, past, platformPath } from './api.js';
import { element, local, shape } from './elements.js';

const HOUR_MS = 3600 * 1000;
const TYPES = ['LoadObserved', 'Scaled', 'ScalingHeld', 'IncidentOpened', 'IncidentClosed'];
const GAP_MS = 150 * 1000;
const LOAD = { least: 0.1, sign: '' }, PERCENT = { least: 1, sign: ' %' }, MEGABYTES = { least: 1, sign: ' MB' };
const WIDTH = 640, HEIGHT = 130, LEFT = 58, BOTTOM = 18, TOP = 10;
const COLOURS = ['one', 'two', 'three', 'four'];

const belongs = (body, module) =>
  body.module === module || (body.instance || '').split('/')[1] === module;

function collect(events, module) {
  const series = new Map(), marks = [], failures = [];
  for (const { type, at, body } of events) {
    if (!belongs(body, module)) continue;
    const kind = type.split('.').pop();
    const time = Date.parse(body.to && kind === 'LoadObserved' ? body.to : at);
    if (kind === 'LoadObserved') {
      for (const { metric, mean } of body.metrics) {
        const name = metric.toLowerCase();
        if (!series.has(name)) series.set(name, []);
        series.get(name).push([time, mean]);
      }
    } else if (kind === 'Scaled' || kind === 'ScalingHeld') {
      marks.push({ time, kind, text: body.reason, from: body.from, to: body.to, replicas: body.replicas });
    } else if (kind === 'IncidentOpened') failures.push({ from: time, to: null, id: body.incidentId });
    else (failures.find((one) => one.id === body.incidentId) || {}).to = time;
  }
  return { series, marks, failures };
}

// The next 1, 2 or 5 with zeros.
function nice(most) {
  const ten = 10 ** Math.floor(Math.log10(most));
  return [1, 2, 5, 10].map((one) => one * ten).find((one) => one >= most * 0.999);
}

const short = (value) => String(Number(value.toPrecision(3)));

function chart({ series, marks, failures, limit }, what, unit, from, to) {
  const x = (time) => LEFT + (WIDTH - LEFT - 6) * Math.min(1, Math.max(0, (time - from) / (to - from)));
  const values = [...series.values()].flat().map(([, value]) => value);
  const highest = Math.max(unit.least, ...values);
  const most = nice(limit && limit < 3 * highest ? Math.max(limit, highest) : highest);
  const y = (value) => TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / most);
  const newest = values.length ? ', ' + short(values[values.length - 1]) + unit.sign + ' now' : '';
  const picture = shape('svg', {
    class: 'chart', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img',
    'aria-label': what + ' in the last hour' + newest + (marks.length ? ', with ' + marks.length + ' decisions' : ''),
  });
  for (const share of [0, 0.5, 1]) {
    picture.append(shape('line', { class: 'rule', x1: LEFT, x2: WIDTH - 6, y1: y(most * share), y2: y(most * share) }),
      shape('text', { x: LEFT - 4, y: y(most * share) + 4, 'text-anchor': 'end' }, short(most * share) + unit.sign));
  }
  for (const minutes of [60, 40, 20, 0]) {
    picture.append(shape('text', { x: x(to - minutes * 60000), y: HEIGHT - 4, 'text-anchor': minutes === 60 ? 'start' : minutes ? 'middle' : 'end' },
      minutes ? minutes + ' min ago' : 'now'));
  }
  picture.append(pointed(series, unit, x));
  for (const failure of failures) {
    const left = x(failure.from);
    const made = shape('rect', { class: 'failure', x: left, y: TOP, width: Math.max(2, x(failure.to || to) - left), height: HEIGHT - TOP - BOTTOM });
    made.append(shape('title', {}, 'incident ' + failure.id));
    picture.append(made);
  }
  if (limit && limit <= most) {
    const line = shape('line', { class: 'limit', x1: LEFT, x2: WIDTH - 6, y1: y(limit), y2: y(limit) });
    line.append(shape('title', {}, 'limit: ' + short(limit) + unit.sign));
    picture.append(line);
  }
  [...series.values()].forEach((points, at) => draw(points, at, x, y, picture));
  for (const { time, kind, text, from: before, to: after } of marks) {
    const scaled = kind === 'Scaled';
    const sign = scaled ? (after > before ? '▲' : '▼') : '■';
    const made = shape('text', { class: 'decision ' + (scaled ? 'scaled' : 'held'), x: x(time), y: TOP + 2, 'text-anchor': 'middle' }, sign);
    made.append(shape('title', {}, new Date(time).toLocaleTimeString() + ' ' + (scaled ? before + ' → ' + after + ': ' : 'held: ') + local(text)));
    picture.append(shape('line', { class: 'decision-line', x1: x(time), x2: x(time), y1: TOP + 4, y2: HEIGHT - BOTTOM }), made);
  }
  return picture;
}

// What lies below the pointer, as text.
function pointed(series, unit, x) {
  const area = shape('rect', { class: 'area', x: LEFT, y: TOP, width: WIDTH - LEFT - 6, height: HEIGHT - TOP - BOTTOM });
  const hint = shape('title', {});
  area.append(hint);
  area.addEventListener('pointermove', (event) => {
    const box = area.getBoundingClientRect();
    const place = LEFT + (WIDTH - LEFT - 6) * (event.clientX - box.left) / box.width;
    hint.textContent = [...series].map(([name, points]) => {
      const [time, value] = points.reduce((best, one) => (Math.abs(x(one[0]) - place) < Math.abs(x(best[0]) - place) ? one : best));
      return new Date(time).toLocaleTimeString() + ' ' + name + ' ' + short(value) + unit.sign;
    }).join('\n');
  });
  return area;
}

// A gap of more than five steps is shown as a gap: nobody measured.
function draw(points, at, x, y, picture) {
  const colour = COLOURS[at % COLOURS.length];
  let path = '', before = -Infinity;
  for (const [time, value] of points) {
    path += (time - before > GAP_MS ? 'M' : 'L') + x(time).toFixed(1) + ' ' + y(value).toFixed(1);
    if (time - before > GAP_MS) path += 'h.1';
    before = time;
  }
  picture.append(shape('path', { class: 'line ' + colour, d: path }));
}

function legend(series, marks) {
  const made = element('p', null, 'legend');
  if (series.size > 1) [...series.keys()].forEach((name, at) => made.append(element('span', '━ ' + name, COLOURS[at % COLOURS.length]), ' '));
  if (marks.some((mark) => mark.kind === 'Scaled')) made.append(element('span', '▲▼ another number of workers'), ' ');
  if (marks.some((mark) => mark.kind === 'ScalingHeld')) made.append(element('span', '■ held back'));
  return made;
}

function figure(found, what, unit, from, now) {
  const made = element('figure');
  made.append(element('figcaption', what + ' in the last hour'), chart(found, what, unit, from, now), legend(found.series, found.marks));
  return made;
}

const points = (usage, value) => usage.points.filter((point) => value(point) !== undefined && value(point) !== null)
  .map((point) => [Date.parse(point.at), value(point)]);

// Processor and memory of every module that an executor measures, load of those whose number follows it.
export async function history(platform, module, now) {
  const from = now - HOUR_MS;
  const [events, usage] = await Promise.all([
    past(platform, TYPES, new Date(from)), ask(platformPath(platform) + '/modules/' + encodeURIComponent(module) + '/usage')]);
  const found = collect(events, module);
  const { marks, failures } = found;
  const made = [];
  const add = (name, unit, value, limit) => {
    const curve = points(usage, value);
    if (curve.length) made.push(figure({ series: new Map([[name, curve]]), marks, failures, limit }, name + ' of ' + module, unit, from, now));
  };
  if (found.series.size) made.push(figure(found, 'Load of ' + module, LOAD, from, now));
  add('Processor', PERCENT, (point) => (point.cpu ?? null) === null ? null : 100 * point.cpu);
  const last = usage.points[usage.points.length - 1];
  add('Memory', MEGABYTES, (point) => (point.memory ?? null) === null ? null : point.memory / 1e6, last && last.memoryLimit ? last.memoryLimit / 1e6 : null);
  return made;
}
