// Articles: the grid prefilled from last time, batches with their colours, the order with its sum.
import { h, w, icon, chip, field, text, number, money, day, language } from './dom.js';
import { entry } from './model.js';
import { upload } from './queue.js';
import { daysOfStock, freshness, outOfOrder, suggestion, isOff } from './rules.js';

export const named = (state, code) => { const product = state.bundle?.products.find(each => each.code === code); return product ? language === 'en' && product.nameEn ? product.nameEn : product.name : code; };
export const productOf = (state, code) => state.bundle?.products.find(each => each.code === code) ?? { casePack: 1, shelfLife: 365, unit: 'days', supplyPrice: 0 };
const lineOf = (visit, code) => visit.base.lines.find(each => each.code === code) ?? { price: 0, delivered: 0, inTransit: 0 };

export function goodsStep({ state, visit, content, may, set }) {
  const put = (code, values) => set(fresh => { Object.assign(fresh.lines.find(each => each.code === code), values); });
  const rest = (state.bundle?.products ?? []).filter(product => !content.lines.some(line => line.code === product.code));
  return [
    may && h('div', { class: 'va-actions va-actions-top' }, h('button', { type: 'button', class: 'btn va-big', id: 'as-last', onclick: () => set(fresh => {
      for (const line of fresh.lines) { line.shelf ??= lineOf(visit, line.code).lastShelf ?? 0; line.back ??= lineOf(visit, line.code).lastBack ?? 0; line.facings ??= lineOf(visit, line.code).lastFacings ?? lineOf(visit, line.code).target ?? 0; }
    }) }, icon('check'), w('AsLast'))),
    h('div', { class: 'va-card' }, h('div', { class: 'field' }, h('label', { for: 'shelf-facings' }, w('ShelfFacings')), number('shelf-facings', content.shelfFacings, value => set(fresh => { fresh.shelfFacings = value; }), { disabled: !may }))),
    h('ul', { class: 'va-goods' }, content.lines.map(line => {
      const own = lineOf(visit, line.code);
      const off = isOff(line.price, own.price, state.bundle?.rules.priceTolerance ?? .05);
      const id = `g${line.code}`;
      return h('li', { class: 'va-card va-good' }, h('div', { class: 'va-good-head' }, h('strong', {}, named(state, line.code)), own.target && h('small', {}, w('Target', own.target))),
        h('div', { class: 'chips', role: 'group', 'aria-label': named(state, line.code) }, ['onShelf', 'backRoomOnly', 'outOfStock', 'notListed'].map(status => chip(w(`Shelf.${status}`), line.status === status, () => put(line.code, { status, ...(status === 'outOfStock' && { shelf: 0, back: 0 }) }), { disabled: !may, 'data-good': `${line.code}:${status}` }))),
        (line.status === 'onShelf' || line.status === 'backRoomOnly') && h('div', { class: 'va-numbers' },
          ...[['facings', 'Facings'], ['price', 'Price', .01], ['shelf', 'ShelfQty'], ['back', 'BackQty']].map(([key, label, step]) => h('div', { class: 'va-number' }, h('label', { for: `${id}-${key}` }, w(label)),
            number(`${id}-${key}`, line[key], value => put(line.code, { [key]: value }), { step })))),
        off && field(w('PriceReason', money(own.price)), text(`${id}-reason`, line.priceReason, value => put(line.code, { priceReason: value || null }), { disabled: !may })));
    })),
    may && rest.length > 0 && h('details', { class: 'va-more' }, h('summary', {}, w('AddArticle')), h('div', { class: 'chips' }, rest.map(product => chip(named(state, product.code), false, () => set(fresh => { fresh.lines.push({ code: product.code, status: 'onShelf', price: lineOf(visit, product.code).price }); }))))),
  ];
}

export function datesStep(tools) {
  const { state, visit, content, may, set } = tools;
  const today = content.checkIn ? day(content.checkIn.at) : visit.base.day;
  const put = (at, values) => set((fresh, record) => {
    const batch = fresh.batches[at];
    const pulled = batch.pulled;
    // A tap may come before the page shows what was typed just now: it counts with what is kept, not with what stood there.
    Object.assign(batch, typeof values === 'function' ? values(batch) : values);
    batch.pulled = Math.min(batch.pulled, batch.quantity);
    if (batch.pulled !== pulled) batch.held = Math.max(0, batch.pulled - batch.returned - batch.exchanged - batch.discounted - batch.destroyed);
    if (batch.held > 0) batch.place ??= w('PlaceDefault');
    // Expired goods are a matter of minutes: they do not wait for the end of the visit.
    if (!batch.backRoom && batch.pulled > 0 && freshness(state.bundle.freshness, productOf(state, batch.code), batch.producedOn, today).expired) { record.wanted = true; setTimeout(() => upload(visit.person)); }
  });
  const shown = content.lines.filter(line => line.status === 'onShelf' || line.status === 'backRoomOnly');
  return [
    h('p', { class: 'text-secondary' }, w('DatesHint')),
    h('ul', { class: 'va-goods' }, shown.map(line => {
      const rows = content.batches.map((batch, at) => ({ batch, at })).filter(({ batch }) => batch.code === line.code);
      return h('li', { class: 'va-card va-good' }, h('div', { class: 'va-good-head' }, h('strong', {}, named(state, line.code)), may && h('button', { type: 'button', class: 'btn btn-sm', id: `add-${line.code}`, onclick: () => set(fresh => { fresh.batches.push(entry(line.code, today, line.shelf ?? 0)); }) }, icon('plus'), w('Batch'))),
        rows.length === 0 && h('small', { class: 'over' }, w('NoBatch')),
        outOfOrder(rows.map(row => row.batch)) && h('p', { class: 'va-note over', role: 'status' }, w('Rotation')),
        rows.map(({ batch, at }) => {
          const state_ = freshness(state.bundle.freshness, productOf(state, batch.code), batch.producedOn, today);
          const treat = !batch.backRoom && (state_.band === 'orange' || state_.band === 'red') || batch.pulled > 0;
          return h('div', { class: `va-batch band-${state_.band}` },
            h('div', { class: 'va-numbers va-numbers-batch' },
              h('div', { class: 'va-number va-number-wide' }, h('label', { for: `b${at}-on` }, w('ProducedOn')), h('input', { type: 'date', class: 'form-control', id: `b${at}-on`, value: batch.producedOn, max: today, disabled: !may, onchange: event => event.target.value && put(at, { producedOn: event.target.value }) })),
              h('div', { class: 'va-number' }, h('label', { for: `b${at}-q` }, w('Quantity')), number(`b${at}-q`, batch.quantity, value => put(at, { quantity: value ?? 0 }))),
              h('div', { class: 'va-number' }, h('span', { class: 'va-band' }, state_.expired ? w('Expired') : w(`Band.${state_.band}`)), h('small', {}, w('Left', state_.left)))),
            h('div', { class: 'chips' }, chip(w('BackRoom'), batch.backRoom, () => put(at, { backRoom: !batch.backRoom }), { disabled: !may }), may && chip('×', false, () => set(fresh => { fresh.batches.splice(at, 1); }), { 'aria-label': w('Remove', batch.producedOn) })),
            treat && h('div', { class: 'va-failed' }, h('strong', {}, w(state_.expired ? 'ExpiredHint' : state_.band === 'red' ? 'RedHint' : 'PullHint')),
              may && batch.pulled === 0 && h('button', { type: 'button', class: 'btn va-big', id: `pull-${at}`, onclick: () => put(at, kept => ({ pulled: kept.quantity })) }, w('PullAll', batch.quantity)),
              h('div', { class: 'va-numbers' }, ['pulled', 'held', 'returned', 'exchanged', 'discounted', 'destroyed'].map(key => h('div', { class: 'va-number' }, h('label', { for: `b${at}-${key}` }, w(`Pull.${key}`)), number(`b${at}-${key}`, batch[key], value => put(at, { [key]: value ?? 0 }))))),
              batch.pulled !== batch.held + batch.returned + batch.exchanged + batch.discounted + batch.destroyed && h('p', { class: 'over', role: 'alert' }, w('PullSum')),
              field(w('Place'), text(`b${at}-place`, batch.place, value => put(at, { place: value || null }), { disabled: !may, maxlength: 100 })),
              state_.expired && tools.photo('expired', w('Photo.expired')), batch.destroyed > 0 && tools.photo('destroyed', w('Photo.destroyed'))));
        }));
    })),
  ];
}

export function orderStep(tools) {
  const { state, visit, content, may, set } = tools;
  const today = content.checkIn ? day(content.checkIn.at) : visit.base.day;
  const sums = content.lines.filter(line => line.status !== 'notListed').map(line => ({ line, own: lineOf(visit, line.code), product: productOf(state, line.code) })).map(row => ({ ...row, sum: suggestion(row.own, row.line, row.product) })).map(row => ({ ...row, lasts: daysOfStock(row.sum, visit.base.last, today) }));
  const total = content.lines.reduce((all, line) => all + (line.ordered ?? 0) * productOf(state, line.code).supplyPrice, 0);
  const accept = () => set(fresh => {
    for (const { line, sum } of sums) Object.assign(fresh.lines.find(each => each.code === line.code), sum ? { suggested: sum.pieces, sold: sum.sold, ordered: sum.pieces || null } : {});
    if (!fresh.done.includes('V-10')) fresh.done.push('V-10');
  });
  const put = (code, more, product, sum) => set(fresh => {
    const kept = fresh.lines.find(each => each.code === code);
    const cases = Math.max(0, Math.round((kept.ordered ?? 0) / product.casePack) + more);
    Object.assign(kept, { ordered: cases ? cases * product.casePack : null, ...(sum && { suggested: sum.pieces, sold: sum.sold }) }); if (!fresh.done.includes('V-10')) fresh.done.push('V-10'); });
  return [
    visit.base.store.creditHold && h('p', { class: 'va-note over' }, w('OrderHold')),
    h('p', { class: 'text-secondary' }, w('OrderRule')),
    may && h('div', { class: 'va-actions va-actions-top' }, h('button', { type: 'button', class: 'btn va-big', id: 'as-suggested', onclick: accept }, icon('check'), w('AsSuggested')), tools.tick('V-10', w('Done.order'))),
    h('ul', { class: 'va-goods' }, sums.map(({ line, product, sum, own, lasts }) => h('li', { class: 'va-card va-good' },
      h('div', { class: 'va-good-head' }, h('strong', {}, named(state, line.code)), h('small', {}, w('CasePack', product.casePack)), lasts !== null && h('small', { class: lasts > state.bundle.rules.overstockDays ? 'over' : null }, w(lasts > state.bundle.rules.overstockDays ? 'Overstock' : 'Lasts', lasts))),
      h('p', { class: 'va-sum' }, sum ? w('Sum', sum.before, own.delivered, sum.stock, sum.sold) + ' ' + w('Need', sum.sold, sum.stock, own.inTransit, sum.need, sum.cases) : w('NoLast')),
      h('div', { class: 'va-stepper' }, h('button', { type: 'button', class: 'btn', disabled: !may, 'aria-label': w('Less', named(state, line.code)), onclick: () => put(line.code, -1, product, sum) }, '−'),
        h('span', {}, w('Ordered', Math.round((line.ordered ?? 0) / product.casePack), line.ordered ?? 0)), h('button', { type: 'button', class: 'btn', disabled: !may, 'aria-label': w('More', named(state, line.code)), onclick: () => put(line.code, 1, product, sum) }, '+'))))),
    h('p', { class: 'va-total' }, w('Total'), ' ', h('strong', {}, money(total))),
  ];
}
