// What the page is made of: elements with text, marks, bars, and how those that are shown are renewed.
export const SHAPES = {
  alive: ['●', 'good'], completed: ['✔', 'good'], starting: ['◐', 'busy'], waiting: ['◷', 'busy'],
  unwell: ['◆', 'busy'], silent: ['▲', 'bad'], dead: ['✖', 'bad'], quarantined: ['■', 'bad'],
  failed: ['✖', 'bad'],
  unknown: ['?', 'off'], paused: ['‖', 'busy'],
};
export const PHASES = {
  alive: ['●', 'good'], booting: ['◐', 'busy'], degraded: ['▲', 'bad'], down: ['■', 'off'],
  undeclared: ['?', 'off'],
};

export const byId = (id) => document.getElementById(id);

export function element(tag, text, className) {
  const made = document.createElement(tag);
  if (text !== undefined && text !== null) made.textContent = text;
  if (className) made.className = className;
  return made;
}

export function ago(time, now) {
  if (!time) return 'never';
  const seconds = Math.max(0, (now - Date.parse(time)) / 1000);
  if (seconds < 60) return seconds.toFixed(1) + ' s ago';
  if (seconds < 3600) return Math.floor(seconds / 60) + ' min ago';
  return new Date(time).toLocaleString();
}

// Times in a sentence, in the time zone of whoever reads.
export const local = (text) => String(text || '').replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, (time) => new Date(time).toLocaleTimeString());

export function lasted(from, to) {
  const seconds = Math.max(0, (Date.parse(to) - Date.parse(from)) / 1000);
  if (seconds < 60) return seconds.toFixed(1) + ' s';
  return seconds < 3600 ? Math.round(seconds / 60) + ' min' : (seconds / 3600).toFixed(1) + ' h';
}

export function mark(observed, shapes = SHAPES) {
  const [shape, tone] = shapes[observed] || SHAPES.unknown;
  const made = element('span', null, tone);
  const sign = element('span', shape, 'shape');
  sign.setAttribute('aria-hidden', 'true');
  made.append(sign, observed || 'unknown');
  return made;
}

// An element lives as long as what it shows, so that a refresh takes no click, focus or marked text away.
export function renew(parent, fresh) {
  const old = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  fresh.forEach((made, at) => {
    const kept = old.get(made.dataset.key);
    old.delete(made.dataset.key);
    if (kept) update(kept, made);
    const element = kept || made;
    if (parent.children[at] !== element) parent.insertBefore(element, parent.children[at] || null);
  });
  old.forEach((gone) => gone.remove());
}

function update(kept, made) {
  Object.assign(kept.dataset, made.dataset);
  const parts = [...kept.childNodes];
  const now = [...made.childNodes];
  if (parts.length !== now.length) kept.replaceChildren(...now);
  else parts.forEach((part, at) => { if (!part.isEqualNode(now[at])) part.replaceWith(now[at]); });
}

export function bars(sign) {
  const made = element('span', null, 'bars');
  const counts = sign ? sign.bars : [];
  const most = Math.max(1, ...counts);
  for (const count of counts) {
    const bar = element('i', null, count ? '' : 'none');
    bar.style.height = (count ? 20 + 80 * count / most : 12) + '%';
    made.append(bar);
  }
  made.title = 'beats in the last minute or so, the newest at the right';
  return made;
}

export function cell(label, content) {
  const made = element('td');
  made.dataset.label = label;
  if (content === undefined || content === null || content === '') made.className = 'blank';
  else made.append(content);
  return made;
}
