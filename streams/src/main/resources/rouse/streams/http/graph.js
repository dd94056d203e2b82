// Modules as a graph: what others need stands left of them.
import { SHAPES, shape } from './elements.js';

const WIDTH = 176, HEIGHT = 46, GAP_X = 64, GAP_Y = 16;
const WORST = ['bad', 'busy', 'off', 'good'];

// The longest way from a module that needs nothing; a circle, which no platform file has, ends somewhere.
function layers(modules) {
  const known = new Map(modules.map((module) => [module.module, module]));
  const depth = new Map();
  const visit = (name, path) => {
    if (depth.has(name) || path.has(name)) return depth.get(name) || 0;
    path.add(name);
    const needs = (known.get(name).dependsOn || []).filter((other) => known.has(other));
    const at = needs.length ? 1 + Math.max(...needs.map((other) => visit(other, path))) : 0;
    path.delete(name);
    depth.set(name, at);
    return at;
  };
  modules.forEach((module) => visit(module.module, new Set()));
  const made = [];
  modules.forEach((module) => (made[depth.get(module.module)] ||= []).push(module));
  return made;
}

function worst(module) {
  const states = module.instances.filter((instance) => instance.desired !== 'gone').map((instance) => instance.observed);
  const tones = states.map((state) => (SHAPES[state] || SHAPES.unknown)[1]);
  const tone = WORST.find((one) => tones.includes(one)) || 'off';
  return [states.find((state) => (SHAPES[state] || SHAPES.unknown)[1] === tone) || 'unknown', tone];
}

const shortened = (text) => (text.length > 19 ? text.slice(0, 18) + '…' : text);

function node(module, x, y) {
  const [state, tone] = worst(module);
  const made = shape('g', { class: 'node ' + tone, transform: `translate(${x} ${y})`, tabindex: 0, role: 'button' });
  const key = (module.instances[0] || {}).instance || '';
  made.dataset.why = (module.instances.find((instance) => instance.incident) || {}).incident || key;
  made.dataset.key = key;
  made.dataset.module = module.module;
  const share = module.desired ? ' ' + module.alive + '/' + module.desired : '';
  const words = module.module + ': ' + state + (share ? ', ' + module.alive + ' of ' + module.desired + ' alive' : '');
  made.setAttribute('aria-label', words);
  made.append(
    shape('title', {}, words),
    shape('rect', { width: WIDTH, height: HEIGHT, rx: 8 }),
    shape('text', { class: 'sign', x: 12, y: 28 }, (SHAPES[state] || SHAPES.unknown)[0]),
    shape('text', { x: 32, y: 20 }, shortened(module.module)),
    shape('text', { class: 'count', x: 32, y: 37 }, state + share));
  return made;
}

export function draw(modules) {
  const columns = layers(modules);
  const tallest = Math.max(1, ...columns.map((column) => column.length));
  const height = tallest * (HEIGHT + GAP_Y) + GAP_Y;
  const width = columns.length * (WIDTH + GAP_X) - GAP_X + 16;
  const picture = shape('svg', { width, height, viewBox: `0 0 ${width} ${height}`, role: 'group', 'aria-label': 'What depends on what' });
  const arrow = shape('marker', { id: 'restarts', viewBox: '0 0 8 8', refX: 8, refY: 4, markerWidth: 8, markerHeight: 8, orient: 'auto' });
  arrow.append(shape('path', { d: 'M0 0L8 4L0 8z' }));
  picture.append(arrow);
  const place = new Map();
  columns.forEach((column, at) => {
    const top = (height - column.length * (HEIGHT + GAP_Y) + GAP_Y) / 2;
    column.forEach((module, row) => place.set(module.module, [8 + at * (WIDTH + GAP_X), top + row * (HEIGHT + GAP_Y)]));
  });
  for (const module of modules) {
    const [toX, toY] = place.get(module.module);
    for (const other of module.dependsOn || []) {
      if (!place.has(other)) continue;
      const [x, y] = place.get(other);
      const from = x + WIDTH, middle = HEIGHT / 2, bend = Math.max(24, (toX - from) / 2);
      const carries = (module.restartsWith || []).includes(other);
      const edge = shape('path', {
        class: carries ? 'edge restarts' : 'edge',
        d: `M${from} ${y + middle} C${from + bend} ${y + middle} ${toX - bend} ${toY + middle} ${toX} ${toY + middle}`,
      });
      if (carries) edge.setAttribute('marker-end', 'url(#restarts)');
      edge.append(shape('title', {}, module.module + ' needs ' + other + (carries ? ', and is replaced with it' : '')));
      picture.append(edge);
    }
  }
  for (const module of modules) picture.append(node(module, ...place.get(module.module)));
  return picture;
}
