// The load of a module over the last hour, with what was decided from it. Read from the log when it is looked at.
import { past } from './api.js';
import { element, local, shape } from './elements.js';

const HOUR_MS = 3600 * 1000;
const TYPES = ['LoadObserved', 'Scaled', 'ScalingHeld', 'IncidentOpened', 'IncidentClosed'];
const WIDTH = 640, HEIGHT = 130, LEFT = 34, BOTTOM = 18, TOP = 10;
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

const nice = (most) => [0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].find((one) => one >= most) || most;

function chart({ series, marks, failures }, from, to) {
  const x = (time) => LEFT + (WIDTH - LEFT - 6) * Math.min(1, Math.max(0, (time - from) / (to - from)));
  const values = [...series.values()].flat().map(([, value]) => value);
  const most = nice(Math.max(0.1, ...values));
  const y = (value) => TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / most);
  const picture = shape('svg', {
    class: 'chart', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img',
    'aria-label': [...series.keys()].join(', ') + ' in the last hour, with ' + marks.length + ' decisions',
  });
  for (const share of [0, 0.5, 1]) {
    picture.append(shape('line', { class: 'rule', x1: LEFT, x2: WIDTH - 6, y1: y(most * share), y2: y(most * share) }),
      shape('text', { x: LEFT - 4, y: y(most * share) + 4, 'text-anchor': 'end' }, String(most * share)));
  }
  for (const minutes of [60, 40, 20, 0]) {
    picture.append(shape('text', { x: x(to - minutes * 60000), y: HEIGHT - 4, 'text-anchor': minutes === 60 ? 'start' : minutes ? 'middle' : 'end' },
      minutes ? minutes + ' min ago' : 'now'));
  }
  for (const failure of failures) {
    const left = x(failure.from);
    const made = shape('rect', { class: 'failure', x: left, y: TOP, width: Math.max(2, x(failure.to || to) - left), height: HEIGHT - TOP - BOTTOM });
    made.append(shape('title', {}, 'incident ' + failure.id));
    picture.append(made);
  }
  [...series.values()].forEach((points, at) => picture.append(shape('polyline', {
    class: 'line ' + COLOURS[at % COLOURS.length],
    points: points.map(([time, value]) => x(time).toFixed(1) + ',' + y(value).toFixed(1)).join(' '),
  })));
  for (const { time, kind, text, from: before, to: after } of marks) {
    const scaled = kind === 'Scaled';
    const sign = scaled ? (after > before ? '▲' : '▼') : '■';
    const made = shape('text', { class: 'decision ' + (scaled ? 'scaled' : 'held'), x: x(time), y: TOP + 2, 'text-anchor': 'middle' }, sign);
    made.append(shape('title', {}, new Date(time).toLocaleTimeString() + ' ' + (scaled ? before + ' → ' + after + ': ' : 'held: ') + local(text)));
    picture.append(shape('line', { class: 'decision-line', x1: x(time), x2: x(time), y1: TOP + 4, y2: HEIGHT - BOTTOM }), made);
  }
  return picture;
}

function legend(series, marks) {
  const made = element('p', null, 'legend');
  [...series.keys()].forEach((name, at) => made.append(element('span', '━ ' + name, COLOURS[at % COLOURS.length]), ' '));
  if (marks.some((mark) => mark.kind === 'Scaled')) made.append(element('span', '▲▼ another number of workers'), ' ');
  if (marks.some((mark) => mark.kind === 'ScalingHeld')) made.append(element('span', '■ held back'));
  return made;
}

// Null when nothing is known: only modules whose number follows their load report it.
export async function history(platform, module, now) {
  const from = now - HOUR_MS;
  const found = collect(await past(platform, TYPES, new Date(from)), module);
  if (!found.series.size && !found.marks.length) return null;
  const made = element('figure');
  made.append(element('figcaption', 'Load of ' + module + ' in the last hour'), chart(found, from, now), legend(found.series, found.marks));
  return made;
}
