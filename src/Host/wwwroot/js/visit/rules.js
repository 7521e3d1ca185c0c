// The rules that the phone shows while somebody works; the server applies them again (Freshness.cs, SuggestedOrder.cs, Position.cs, VisitSteps.cs).
const DAY = 86400000;
const dayNumber = text => Math.floor(Date.parse(`${text}T00:00:00Z`) / DAY);
const written = number => new Date(number * DAY).toISOString().slice(0, 10);

export function expiryOf(produced, life, unit) {
  if (unit !== 'months') return written(dayNumber(produced) + life);
  const [year, month, date] = produced.split('-').map(Number);
  const last = new Date(Date.UTC(year, month - 1 + life + 1, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + life, Math.min(date, last))).toISOString().slice(0, 10);
}

export function freshness(rules, product, produced, today) {
  const end = dayNumber(expiryOf(produced, product.shelfLife, product.unit));
  const begin = dayNumber(produced);
  const left = end - dayNumber(today);
  const used = dayNumber(today) - begin;
  const length = product.unit === 'months' ? Math.trunc(product.shelfLife * 365 / 12) : product.shelfLife;
  const rule = rules.find(each => each.upToDays === undefined || each.upToDays === null || length <= each.upToDays);
  const band = left <= rule.blockDays ? 'red' : left <= rule.nearDays ? 'orange' : used * rule.warnAge.in > (end - begin) * rule.warnAge.of ? 'yellow' : 'green';
  return { band, left, expired: left <= 0 };
}

// An older batch that still stands behind a newer one: what came first is to be sold first.
export function outOfOrder(batches) {
  const oldest = behind => batches.filter(each => Boolean(each.backRoom) === behind && each.quantity > each.pulled).map(each => each.producedOn).sort()[0];
  return Boolean(oldest(true) && oldest(false) && oldest(true) < oldest(false));
}

// Codes of goods that may not be sold any more and of which something is still on the shelf.
export const stillOnShelf = (rules, productOf, content, today) => [...new Set(content.batches.filter(each => !each.backRoom && each.quantity > each.pulled && freshness(rules, productOf(each.code), each.producedOn, today).band === 'red').map(each => each.code))];

export function suggestion(line, entry, product) {
  if (line.lastShelf === undefined && line.lastBack === undefined) return null;
  const stock = (entry.shelf ?? 0) + (entry.back ?? 0);
  const before = (line.lastShelf ?? 0) + (line.lastBack ?? 0);
  const sold = Math.max(0, before + line.delivered - stock);
  const need = 1.5 * sold - stock - line.inTransit;
  const cases = need <= 0 ? 0 : Math.ceil(need / Math.max(1, product.casePack));
  return { sold, before, stock, need, cases, pieces: cases * Math.max(1, product.casePack) };
}

// For how many days the stock lasts at the pace since the last visit; null without a pace.
export const daysOfStock = (sum, last, today) => sum && sum.sold > 0 && last && dayNumber(today) > dayNumber(last) ? Math.round(sum.stock * (dayNumber(today) - dayNumber(last)) / sum.sold) : null;

export function metres(latitude, longitude, otherLatitude, otherLongitude) {
  const radians = degrees => degrees * Math.PI / 180;
  const half = Math.sin(radians(otherLatitude - latitude) / 2) ** 2 + Math.cos(radians(latitude)) * Math.cos(radians(otherLatitude)) * Math.sin(radians(otherLongitude - longitude) / 2) ** 2;
  return 2 * 6371000 * Math.asin(Math.min(1, Math.sqrt(half)));
}

export const isOff = (price, agreed, tolerance) => typeof price === 'number' && agreed > 0 && Math.abs(price - agreed) > agreed * tolerance + 1e-9;

export function missing(content) {
  const photo = kind => content.photos.some(each => each.kind === kind);
  const answered = kind => content.matters.filter(each => each.kind === kind).every(each => each.answer);
  const done = step => content.done.includes(step);
  const made = {
    'V-01': () => content.goals.length > 0 && content.tools.length > 0 && answered('openIssue'),
    'V-02': () => content.checkIn && content.persons.length > 0 && photo('shopfront'),
    'V-03': () => photo('shelfBefore') && (!content.hasPromoter || content.promoter),
    'V-04': () => content.checkCount > 0 && content.checks.length >= content.checkCount,
    'V-05': () => done('V-05') && photo('shelfAfter'),
    'V-06': () => content.lines.filter(line => line.status === 'onShelf').every(line => content.batches.some(batch => batch.code === line.code)),
    'V-07': () => content.materials.length > 0 || done('V-07'),
    'V-08': () => done('V-08'),
    'V-09': () => content.lines.filter(line => line.status === 'onShelf' || line.status === 'backRoomOnly').every(line => typeof line.back === 'number'),
    'V-10': () => done('V-10'),
    'V-11': () => content.topics.length > 0,
    'V-12': () => answered('promotion'),
    'V-13': () => answered('listing'),
    'V-14': () => answered('complaint') && (content.complaints.length > 0 || done('V-14')),
    'V-15': () => answered('payment'),
    'V-16': () => content.competitors.length > 0 || done('V-16'),
    'V-17': () => content.checkOut && content.summary?.trim(),
  };
  return Object.keys(made).filter(step => !made[step]());
}
