// Pictures: made small, stamped with time, store and person, and told apart by the hash of what the camera gave.
import { newId } from './dom.js';

const LONGEST = 1600;

async function sha256(blob) {
  if (!crypto.subtle) return null;
  return [...new Uint8Array(await crypto.subtle.digest('SHA-256', await blob.arrayBuffer()))].map(byte => byte.toString(16).padStart(2, '0')).join('');
}

export async function stamp(file, kind, gallery, storeText, personName) {
  const taken = new Date();
  const bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' });
  const scale = Math.min(1, LONGEST / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const context = canvas.getContext('2d');
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  const size = Math.max(10, Math.round(canvas.width / 38));
  const lines = [`${taken.toLocaleString('sv-SE', { timeZone: 'Asia/Shanghai' })}${gallery ? ' ▣' : ''}`, `${storeText} · ${personName}`];
  context.font = `${size}px sans-serif`;
  context.fillStyle = 'rgba(0, 0, 0, .55)';
  context.fillRect(0, canvas.height - size * 3.1, canvas.width, size * 3.1);
  context.fillStyle = '#fff';
  lines.forEach((line, at) => context.fillText(line, size * .6, canvas.height - size * (1.8 - at * 1.3)));
  const blob = await new Promise(resolve => canvas.toBlob(resolve, 'image/jpeg', .8));
  return { id: newId(), kind, taken: taken.toISOString(), gallery, original: await sha256(file), blob };
}
