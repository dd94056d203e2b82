// Keys and the pointer: what is selected, opened, filtered and done.
import { ask as askFor } from './actions.js';
import { closeDetail, explainTarget } from './detail.js';
import { SHAPES, byId, element, mark } from './elements.js';
import { filter } from './instances.js';
import { state } from './state.js';

const choices = () => [...document.querySelectorAll('#instances tbody tr:not([hidden]), #graph .node, #incidents li[data-why]')]
  .filter((choice) => choice.getClientRects().length);

export function select(key, focus) {
  for (const choice of document.querySelectorAll('[aria-selected=true], [aria-current=true]')) {
    choice.removeAttribute(choice.tagName === 'TR' ? 'aria-selected' : 'aria-current');
  }
  for (const choice of key ? document.querySelectorAll('[data-key="' + CSS.escape(key) + '"]') : []) {
    if (choice.tagName === 'TR') choice.setAttribute('aria-selected', 'true');
    else if (choice.dataset.incident) choice.setAttribute('aria-current', 'true');
  }
  if (focus) choices().find((choice) => choice.dataset.key === key)?.focus();
  state.selected = key;
}

function move(step) {
  const all = choices();
  if (!all.length) return;
  const at = all.findIndex((choice) => choice.dataset.key === state.selected);
  const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + step));
  select(all[next].dataset.key, true);
}

const close = () => { if (closeDetail()) select(state.selected, true); };

export function listen({ refresh, show }) {
  document.addEventListener('keydown', (event) => {
    if (document.querySelector('dialog[open]') || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Escape') {
      if (event.target.id === 'search') event.target.blur();
      close();
      return;
    }
    if (['SELECT', 'INPUT'].includes(event.target.tagName)) return;
    const key = event.key.toLowerCase();
    if (key === 'j') move(1);
    else if (key === 'k') move(-1);
    else if (key === 'g') show(state.view === 'graph' ? 'table' : 'graph');
    else if (key === '/') { event.preventDefault(); byId('search').focus(); }
    else if (key === '?') byId('help').showModal();
    else if (event.key === 'Enter' && event.target.dataset.why) { select(event.target.dataset.key); explainTarget(event.target); }
  });
  document.addEventListener('click', (event) => {
    const button = event.target.closest('button');
    if (button && button.dataset.view) show(button.dataset.view);
    else if (button && button.dataset.only) { state.only = state.only === button.dataset.only ? '' : button.dataset.only; refresh(); }
    else if (button && button.dataset.verb) {
      const module = state.modules.find((one) => one.module === byId('detail-actions').dataset.module);
      if (module) askFor(state.platform, module, state.modules, button.dataset.verb);
    } else {
      const target = event.target.closest('[data-why]:not(#stale)');
      if (target) { select(target.dataset.key); explainTarget(target); }
    }
  });
  byId('platform').addEventListener('change', () => { location.hash = encodeURIComponent(byId('platform').value); });
  byId('search').addEventListener('input', () => { state.search = byId('search').value.trim(); filter(state.only, state.search); });
  byId('show-all').addEventListener('click', () => {
    state.only = state.search = byId('search').value = '';
    refresh();
  });
  byId('detail-close').addEventListener('click', close);
  byId('help-open').addEventListener('click', () => byId('help').showModal());
  byId('help-close').addEventListener('click', () => byId('help').close());
  byId('signs').append(...Object.keys(SHAPES).map((name) => { const line = element('li'); line.append(mark(name)); return line; }));
}
