// SPDX-License-Identifier: Apache-2.0
// W3 in plain Node.js, written with care (no string split on the hot path, table CRC). usage: node w3_node.js FILE OUT
const fs = require('fs');
const TAB = new Uint16Array(256); for (let b = 0; b < 256; b++) { let c = b; for (let i = 0; i < 8; i++) c = c & 1 ? (c >> 1) ^ 0xA001 : c >> 1; TAB[b] = c; }
const fd = fs.openSync(process.argv[2], 'r'); const CH = 1 << 24; let buf = Buffer.allocUnsafe(CH + 65536), have = 0, eof = false;
const acc = new Map(); let ok = 0, badcrc = 0, badframe = 0;
function num(b, s, e) { let neg = false, v = 0, f = -1; if (b[s] === 45) { neg = true; s++; } for (; s < e; s++) { const c = b[s]; if (c === 46) f = 0; else { v = v * 10 + c - 48; if (f >= 0) f++; } } for (f = f < 0 ? 0 : f; f < 3; f++) v *= 10; return neg ? -v : v; }
function packet(b, s, e) {
  const head = b.latin1Slice(s, s + 160); const m = head.indexOf('MN='), m2 = head.indexOf(';', m), c = head.indexOf('CP=&&');
  if (head.slice(head.indexOf('CN=') + 3, head.indexOf('CN=') + 7) !== '2011') return;
  const mn = head.slice(m + 3, m2); let p = s + c + 5; const end = e - 2; const hour = b.latin1Slice(p + 9, p + 19); p += 24;
  let per = acc.get(mn); if (!per) acc.set(mn, per = new Map()); let hh = per.get(hour); if (!hh) per.set(hour, hh = new Map());
  while (p < end) { let q = b.indexOf(59, p); if (q < 0 || q > end) q = end; const d = b.indexOf(45, p); const code = b.latin1Slice(p, d);
    const cm = b.indexOf(44, d); if (b[q - 1] === 78) { let a = hh.get(code); if (!a) hh.set(code, a = [0, 0]); a[0]++; a[1] += num(b, d + 5, cm); } p = q + 1; }
}
for (;;) {
  if (!eof) { const n = fs.readSync(fd, buf, have, CH + 65536 - have, null); if (n === 0) eof = true; have += n; }
  let p = 0; const lim = eof ? have : have - 12000;
  while (p < lim) {
    const q = buf.indexOf('##', p); if (q < 0 || q + 12 > have) { p = have; break; } p = q; if (p >= lim && !eof) break;
    let n = 0, dig = true; for (let i = 2; i < 6; i++) { const c = buf[p + i] - 48; if (c < 0 || c > 9) dig = false; n = n * 10 + c; }
    if (!dig || p + 12 + n > have || buf[p + 10 + n] !== 13 || buf[p + 11 + n] !== 10) { badframe++; p++; continue; }
    let r = 0xFFFF; const e = p + 6 + n; for (let i = p + 6; i < e; i++) r = TAB[(r >> 8) ^ buf[i]];
    if (parseInt(buf.latin1Slice(e, e + 4), 16) === r) { ok++; packet(buf, p + 6, e); } else badcrc++;
    p = e + 6;
  }
  if (eof) break; buf.copy(buf, 0, p, have); have -= p;
}
const rows = []; for (const [mn, per] of acc) for (const [h, hh] of per) for (const [c, a] of hh) rows.push(mn + ',' + c + ',' + h + ',' + a[0] + ',' + a[1]);
rows.sort(); fs.writeFileSync(process.argv[3], 'mn,factor,hour,n,sum_milli\n' + rows.join('\n') + '\n');
console.error(`ok=${ok} bad_crc=${badcrc} bad_frame=${badframe}`);
