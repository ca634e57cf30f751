// SPDX-License-Identifier: Apache-2.0
// The page speaks only HTTP to the daemon and only reads. Data goes into text nodes, never into markup.
'use strict';

const WORDS = {
  zh: {
    skip: '跳到正文', title: '重污染天气预警', state: '当前状态', air: '逐小时AQI与预警级别（近10日）', proposals: '待签发的建议',
    alerts: '预警及其变更', orders: '减排措施', version: '版本', filter: '筛选', mails: '邮件通知', mailState: '状态',
    journal: '工作日志（最近100条）', footer: '对外发布只由市人民政府进行；未经记录发布的内容不得公开。',
    other: 'English', exercise: '【演练】仅限演练，不作为实际执行依据', simulated: '模拟时钟', fault: '故障',
    none: '当前未启动重污染天气预警', city: '全市', scope: '启动范围', aqi: 'AQI（实况）', measured: '实况截至', forecast: '预报',
    basis: '依据', open: '待签发建议', area: '区域', level: '级别', since: '自', alert: '预警', unknown: '资料不足，无法判断',
    noData: '尚无数据', noProposals: '没有待签发的建议', noAlerts: '没有预警记录', noOrders: '没有措施', noMails: '没有邮件',
    noJournal: '没有记录', madeAt: '形成时间', response: '响应启动时间', responseEnd: '响应终止时间', plannedEnd: '预计解除时间',
    tba: '另行通知', episode: '污染过程', episodeOpen: '起止时间另行研判', published: '发布时间', signed: '签发', reasons: '判断依据', alternatives: '怎样会改变结论',
    met: '达到{l}预警条件', notMet: '未达到{l}预警条件', cannot: '{l}预警条件：资料不足，无法判断', unpublished: '尚未由市人民政府对外发布，不得公开',
    enterprise: '企业（单位）', id: '编号', grade: '绩效等级', line: '生产线（工序）', measure: '措施', cap: '允许负荷', ramp: '到位时限',
    verify: '核查方式', orderBasis: '依据', whole: '全厂', to: '收件人', subject: '主题', attempts: '次数', reply: '最近答复', next: '下次发送',
    openMail: '查看', showAll: '显示全部{n}条', shown: '显示{m}条，共{n}条', all: '全部',
    peak: '最高AQI {p}（{t}），缺测{m}小时。虚线为响应启动时间，曲线断开处为缺测。', offline: '与服务的连接已中断，以下为{t}取得的内容。',
    counts: '涉及企业（单位）{o}家，邮件{m}封', viewOrders: '查看措施', viewMails: '查看邮件', chart: '逐小时AQI和预警级别',
    superior: '上级文件', ownTarget: '本地研判', declinable: '可说明理由不予启动', revised: '建议形成后实况有修订，请核对差异后再签发',
    afterStart: '启动后{h}小时内', atStart: '响应启动时',
  },
  en: {
    skip: 'Skip to content', title: 'Heavy-pollution-weather alerts', state: 'State', air: 'Hourly AQI and alert levels (10 days)',
    proposals: 'Proposals to be signed', alerts: 'Alerts and their changes', orders: 'Measure orders', version: 'Version',
    filter: 'Filter', mails: 'Mails', mailState: 'State', journal: 'Journal (last 100 entries)',
    footer: 'Only the government of the city publishes; what is not recorded as published must not be disclosed.',
    other: '中文', exercise: 'EXERCISE: not to be carried out', simulated: 'simulated clock', fault: 'Fault', none: 'No alert in force',
    city: 'whole city', scope: 'Area', aqi: 'AQI (measured)', measured: 'Measured to', forecast: 'Forecast', basis: 'Basis',
    open: 'Open proposals', area: 'Area', level: 'Level', since: 'Since', alert: 'Alert', unknown: 'cannot be judged',
    noData: 'No data yet', noProposals: 'No proposal waits for a signature', noAlerts: 'No alerts', noOrders: 'No orders',
    noMails: 'No mails', noJournal: 'No entries', madeAt: 'Made', response: 'Response starts', responseEnd: 'Response ends',
    plannedEnd: 'Planned end', tba: 'to be announced', episode: 'Episode', episodeOpen: 'not yet known', published: 'Published',
    signed: 'Signed', reasons: 'Reasons', alternatives: 'What would change the answer', met: '{l} condition met', notMet: '{l} condition not met', cannot: '{l} condition cannot be judged',
    unpublished: 'Not yet published by the government: do not disclose', enterprise: 'Enterprise', id: 'Id', grade: 'Grade',
    line: 'Line', measure: 'Measure', cap: 'Allowed load', ramp: 'In place', verify: 'Indicator', orderBasis: 'Basis',
    whole: 'whole plant', to: 'To', subject: 'Subject', attempts: 'Attempts', reply: 'Last reply', next: 'Next attempt', openMail: 'Open',
    showAll: 'Show all {n}', shown: '{m} of {n} shown', all: 'all',
    peak: 'Peak AQI {p} ({t}), {m} hours missing. Dashed: response start; gaps are missing hours.',
    offline: 'The daemon does not answer; this was read at {t}.', counts: '{o} enterprises and sites, {m} mails', viewOrders: 'Orders',
    superior: "Superior's paper", ownTarget: 'own rule:', declinable: 'may be declined with a reason',
    revised: 'Measured values were revised since: check the difference before signing',
    viewMails: 'Mails', chart: 'hourly AQI and alert levels', afterStart: 'within {h} h of the start', atStart: 'at the start',
  },
};
const LEVELS = {
  normal: { zh: '未启动', en: 'none', rank: 0, roman: '' }, blue: { zh: '蓝色', en: 'blue', rank: 1, roman: 'Ⅳ', latin: 'IV' },
  yellow: { zh: '黄色', en: 'yellow', rank: 2, roman: 'Ⅲ', latin: 'III' }, orange: { zh: '橙色', en: 'orange', rank: 3, roman: 'Ⅱ', latin: 'II' },
  red: { zh: '红色', en: 'red', rank: 4, roman: 'Ⅰ', latin: 'I' },
};
const MAIL_STATES = {
  waiting: ['待发送', 'Waiting'], sending: ['发送中', 'Sending'], deferred: ['稍后重试', 'Deferred'],
  sent: ['对方已接收', 'Accepted by the other side'], unknown: ['结果不明', 'Unknown'], failed: ['发送失败', 'Failed'],
  held: ['已暂停', 'Held'], withdrawn: ['已撤回', 'Withdrawn'],
};
const GRADES = {
  a: ['A级', 'A'], b: ['B级', 'B'], b_minus: ['B-级', 'B-'], c: ['C级', 'C'], d: ['D级', 'D'], leading: ['引领性', 'leading'],
  non_leading: ['非引领性', 'non-leading'], ungraded: ['未分级', 'ungraded'],
};
const ACTIONS = {
  issue: ['发布', 'issue'], upgrade: ['升级', 'upgrade'], downgrade: ['降级', 'downgrade'], release: ['解除', 'release'],
  external: ['上级指令', "superior's order"], watch: ['预警准备', 'watch'], keep: ['维持', 'keep'], hold: ['维持', 'hold'],
};
const KINDS = {
  look: ['请核查数据源', 'Look at the data source'], cause: ['疑似沙尘影响，需人工确认', 'Dust suspected, needs confirmation'],
  joint: ['建议启动区域应急联动', 'Regional joint response proposed'],
};
const DISCRETION = {
  extend: ['裁量：延续预警', 'by discretion: continued'], raise: ['裁量：提高一级', 'by discretion: one level higher'],
  release: ['裁量：提前解除', 'by discretion: released early'],
};
const PAPERS = {
  order: ['上级通知（须执行）', "Superior's order (binding)"], hint: ['上级提示信息（结合本地实际研判）', "Superior's hint (to be judged)"],
  prepare: ['上级预警准备通知', "Superior's notice to prepare"],
};
const BAND = { blue: '#dbe6ff', yellow: '#fff3b8', orange: '#ffd9b0', red: '#ffc4c0' };
const SHOWN = 20;

let language = remembered() || (new URLSearchParams(location.search).get('lang') === 'en' ? 'en' : 'zh');
const seen = { state: null, proposals: [], alerts: [], journal: [], orders: [], outbox: [], air: [] };
const view = { transition: '', orderFilter: '', mailFilter: '', mailState: '', mailTransition: '', allOrders: false, allMails: false };
let readAt = '';

function remembered() {
  try { return localStorage.getItem('language'); } catch { return null; }
}
function say(key, fields = {}) {
  return WORDS[language][key].replace(/\{(\w)\}/g, (all, name) => (name in fields ? fields[name] : all));
}
const pick = (pair) => (pair ? pair[language === 'zh' ? 0 : 1] : '');
const text = (both) => (both ? both[language] || both.zh || '' : '');
const $ = (id) => document.getElementById(id);

function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name === 'on') for (const [event, handler] of Object.entries(value)) node.addEventListener(event, handler);
    else node.setAttribute(name, value === true ? '' : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== ''));
  return node;
}
function svg(tag, attributes = {}, words = '') {
  const node = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  if (words) node.textContent = words;
  return node;
}

// The daemon writes every time with +08:00: its digits are the city's clock.
function spoken(stamp) {
  if (!stamp) return '';
  const [, year, month, day, hour, minute] = /^(\d+)-(\d+)-(\d+)T(\d+):(\d+)/.exec(stamp) || [];
  if (!year) return stamp;
  if (language === 'en') return `${year}-${month}-${day} ${hour}:${minute}`;
  return `${year}年${+month}月${+day}日${+hour}时${minute === '00' ? '' : minute + '分'}`;
}
const brief = (stamp) => (stamp ? stamp.slice(5, 16).replace('T', ' ') : '');
const monthDayHour = (stamp) => (language === 'en' ? brief(stamp) : spoken(stamp).replace(/^\d+年/, ''));
const millis = (stamp) => Date.parse(stamp);

const levelWord = (level) => (LEVELS[level] || LEVELS.normal)[language];
const grade = (level) => (language === 'zh' ? LEVELS[level].roman : LEVELS[level].latin);
function alertWords(level) {
  if (!level || level === 'normal') return language === 'zh' ? '未启动预警' : 'no alert';
  return language === 'zh' ? `${levelWord(level)}预警` : `${levelWord(level)} alert`;
}
function chip(level) {
  const known = LEVELS[level] ? level : 'normal';
  return el('span', { class: `level ${known}` }, el('b', {}, known === 'normal' ? '—' : grade(known)), el('span', {}, alertWords(known)));
}
function stateWords(level, since) {
  if (!level || level === 'normal') return say('none');
  if (language === 'zh') return `重污染天气${levelWord(level)}预警（${grade(level)}级应急响应）${since ? `，自${monthDayHour(since)}起` : ''}`;
  return `${levelWord(level)[0].toUpperCase()}${levelWord(level).slice(1)} alert, response grade ${grade(level)}${since ? `, since ${brief(since)}` : ''}`;
}
function proposalWords(p) {
  const zh = language === 'zh';
  const from = levelWord(p.from), to = levelWord(p.to), start = monthDayHour(p.response_start);
  if (KINDS[p.kind]) return pick(KINDS[p.kind]);
  switch (p.action) {
    case 'issue': case 'external':
      return zh ? `建议发布${to}预警，自${start}起启动${grade(p.to)}级应急响应` : `Proposal: issue ${to}, response ${grade(p.to)} from ${start}`;
    case 'upgrade': return zh ? `建议将${from}预警升级为${to}预警` : `Proposal: upgrade ${from} to ${to}`;
    case 'downgrade': return zh ? `建议将${from}预警调整为${to}预警` : `Proposal: lower ${from} to ${to}`;
    case 'release': return zh ? `建议解除${from}预警，终止${grade(p.from)}级应急响应` : `Proposal: release ${from}, end response ${grade(p.from)}`;
    case 'watch': {
      const begin = monthDayHour(p.episode_begin || p.response_start);
      return zh ? `预警准备（关注${begin}起的污染过程）` : `Watch: episode expected from ${begin}`;
    }
    default: return zh ? `建议维持${from}预警` : `Proposal: keep ${from}`;
  }
}
function areaName(id) {
  if (!id || id === 'all') return say('city');
  const area = seen.state && (seen.state.areas || []).find((one) => one.area === id);
  return area ? (language === 'en' && area.name_en) || area.name : id;
}
function areaNames(ids) {
  const known = seen.state ? (seen.state.areas || []).filter((one) => one.area !== 'all').length : 0;
  if (!ids || ids.length === 0 || ids.includes('all') || ids.length === known) return say('city');
  return ids.map(areaName).join(language === 'zh' ? '、' : ', ');
}
function editionWords(edition) {
  if (!edition) return '';
  if (typeof edition === 'string') return edition;
  const title = language === 'en' && edition.title_en ? edition.title_en : typeof edition.title === 'object' ? text(edition.title) : edition.title;
  return language === 'zh' ? `${title || ''}（规则版本${edition.id}）` : `${title || ''} (edition ${edition.id})`;
}

function table(headings, rows) {
  const head = el('tr', {}, ...headings.map(([words, kind]) => el('th', { scope: 'col', class: kind }, words)));
  const body = rows.map((cells) => el('tr', {}, ...cells.map((cell, i) => {
    const inner = el('span', {}, ...(Array.isArray(cell) ? cell : [cell === null || cell === undefined || cell === '' ? '—' : cell]));
    return el('td', { class: headings[i][1], 'data-label': headings[i][0] }, inner);
  })));
  return el('table', {}, el('thead', {}, head), el('tbody', {}, ...body));
}
function fact(name, ...value) { return [el('dt', {}, name), el('dd', {}, ...value)]; }
function pairs(...list) {
  return el('p', { class: 'three' }, ...list.map(([name, value]) => el('span', {}, el('b', {}, name), value)));
}

function showState() {
  const s = seen.state;
  if (!s) return;
  $('city').textContent = ((language === 'en' && s.city.name_en) || s.city.name) + (language === 'en' ? ': ' : '');
  $('now').textContent = spoken(s.now);
  $('clock-mode').hidden = s.clock !== 'simulated';
  $('clock-mode').textContent = say('simulated');
  $('exercise').hidden = !s.exercise;
  $('exercise').textContent = say('exercise');
  const areas = (s.areas || []).filter((area) => area.area !== 'all');
  const city = (s.areas || []).find((area) => area.area === 'all');
  const highest = (s.areas || []).reduce((top, area) => ((LEVELS[area.level] || LEVELS.normal).rank > (LEVELS[top.level] || LEVELS.normal).rank ? area : top),
    city || areas[0] || { level: 'normal' });
  const same = areas.every((area) => area.level === highest.level);
  const inForce = highest.level && highest.level !== 'normal';
  $('state').replaceChildren(el('div', {}, chip(highest.level)), el('div', {}, stateWords(highest.level, highest.since)));
  const concerned = areas.filter((area) => area.level === highest.level).map((area) => area.area);
  const facts = [];
  if (inForce) facts.push(...fact(say('scope'), same ? say('city') : areaNames(concerned)));
  facts.push(...fact(say('aqi'), s.aqi === null || s.aqi === undefined ? say('noData') : String(s.aqi)));
  facts.push(...fact(say('measured'), s.measured_to ? spoken(s.measured_to) : say('noData')));
  facts.push(...fact(say('forecast'), s.forecast_issued_at ? spoken(s.forecast_issued_at) : say('noData')));
  facts.push(...fact(say('basis'), editionWords(s.edition)));
  facts.push(...fact(say('open'), String(s.open_proposals)));
  $('facts').replaceChildren(...facts);
  const papers = (s.superior || []).map((paper) => el('li', {}, `${pick(PAPERS[paper.effect])}：${paper.issuer} ${paper.doc_no}　${alertWords(paper.level)}${paper.start ? `　${monthDayHour(paper.start)}` : ''}　${areaNames(paper.areas)}`));
  const faults = (s.faults || []).map((fault) => el('li', { class: 'fault' }, `${say('fault')}：${text(fault)}`));
  $('notes').replaceChildren(...faults, ...papers, ...(s.data_notes || []).map((note) => el('li', {}, typeof note === 'string' ? note : text(note))));
  $('areas').replaceChildren(areas.length && !same ? table([[say('area')], [say('level')], [say('since'), 't']],
    areas.map((area) => [areaName(area.area), [chip(area.level)], brief(area.since)])) : '');
  showCounts(s.outbox || {});
}

function showCounts(outbox) {
  $('outbox').replaceChildren(...Object.entries(MAIL_STATES).filter(([state]) => state in outbox).map(([state, names]) =>
    el('li', { class: ['unknown', 'failed'].includes(state) && outbox[state] > 0 ? 'bad' : null }, pick(names), el('b', {}, String(outbox[state])))));
}

function showProposals() {
  const open = seen.proposals.filter((p) => !p.status || p.status === 'open');
  $('proposals').replaceChildren(...(open.length ? open.map((p) => {
    const findings = (p.findings || []).map((f) => {
      const answer = f.answer === 'met' ? ['●', 'met'] : f.answer === 'not_met' ? ['○', 'notMet'] : ['？', 'cannot'];
      return el('li', {}, el('span', { class: 'mark', 'aria-hidden': 'true' }, answer[0]), `${say(answer[1], { l: levelWord(f.level) })} `,
        el('span', { class: 'small' }, `${f.clause}　`), text(f.evidence));
    });
    if (KINDS[p.kind]) return el('article', { class: 'card' }, el('h3', {}, `${p.id}　`, proposalWords(p)), el('p', {}, text(p.reason)),
      pairs([say('scope'), areaName(p.area)], [say('madeAt'), spoken(p.made_at)]));
    return el('article', { class: 'card' }, el('h3', {}, proposalWords(p)), el('p', {}, text(p.reason)),
      p.superior ? el('p', {}, `${say('superior')} ${p.superior}　${say('ownTarget')} ${alertWords(p.own_target)}${p.declinable ? `　${say('declinable')}` : ''}`) : null,
      p.revised ? el('p', {}, say('revised')) : null,
      pairs([say('scope'), areaName(p.area)], [p.action === 'release' ? say('responseEnd') : say('response'), spoken(p.response_start)],
        ...(p.action === 'release' ? [] : [[say('plannedEnd'), p.planned_end ? spoken(p.planned_end) : say('tba')]]),
        [say('episode'), span(p)], [say('madeAt'), spoken(p.made_at)], [say('basis'), editionWords(p.edition)]),
      findings.length ? el('details', { open: true }, el('summary', {}, say('reasons')), el('ul', { class: 'findings' }, ...findings)) : null,
      (p.alternatives || []).length ? el('details', {}, el('summary', {}, say('alternatives')),
        el('ul', { class: 'findings' }, ...p.alternatives.map((t) => el('li', {}, text(t))))) : null);
  }) : [el('p', { class: 'small' }, say('noProposals'))]));
}
function span(of) {
  if (!of.episode_begin) return say('episodeOpen');
  if (!of.episode_end) return `${monthDayHour(of.episode_begin)}${language === 'zh' ? '起' : ' –'}`;
  return `${monthDayHour(of.episode_begin)}${language === 'zh' ? '至' : ' – '}${monthDayHour(of.episode_end)}`;
}

const transitionsOf = (alert) => [...(alert.transitions || [])].sort((a, b) => a.version - b.version);
function transitionWords(t) {
  if (t.discretion === 'extend') return language === 'zh' ? `延续${levelWord(t.to)}预警` : `${levelWord(t.to)} alert goes on`;
  if (t.action === 'release' || t.to === 'normal') return language === 'zh' ? `解除${levelWord(t.from)}预警，终止${grade(t.from)}级应急响应` : `release of ${levelWord(t.from)}, end of response ${grade(t.from)}`;
  const what = pick(ACTIONS[t.action]) || t.action;
  if (t.from && t.from !== 'normal') return language === 'zh' ? `${levelWord(t.from)}预警${t.action === 'downgrade' ? '调整' : '升级'}为${levelWord(t.to)}预警（${grade(t.to)}级响应）` : `${what}: ${levelWord(t.from)} to ${levelWord(t.to)} (response ${grade(t.to)})`;
  return language === 'zh' ? `${t.action === 'external' ? '按上级通知' : ''}发布${levelWord(t.to)}预警，启动${grade(t.to)}级应急响应` : `${what}: ${levelWord(t.to)} alert, response ${grade(t.to)}`;
}
function showAlerts() {
  const list = [...seen.alerts].reverse().map((alert) => {
    const steps = transitionsOf(alert).reverse().map((t) => el('div', { class: 'step' },
      el('h3', {}, `${t.id}　`, transitionWords(t), ' ', t.discretion ? el('span', { class: 'tag' }, pick(DISCRETION[t.discretion])) : null, ' ', t.document_no ? el('span', { class: 'small' }, t.document_no) : null),
      pairs([say('published'), t.published_at ? spoken(t.published_at) : el('span', { class: 'closed' }, say('unpublished'))],
        [t.action === 'release' ? say('responseEnd') : say('response'), spoken(t.response_start)],
        ...(t.action === 'release' ? [] : [[say('plannedEnd'), t.planned_end ? spoken(t.planned_end) : say('tba')]]),
        [say('episode'), span(t)], [say('scope'), areaNames(t.areas_concerned)], [say('signed'), `${spoken(t.signed_at)} ${t.signed_by || ''}`]),
      el('p', {}, text(t.reason)),
      el('p', {}, say('counts', { o: t.counts ? t.counts.orders : 0, m: t.counts ? t.counts.mails : 0 }), '　',
        el('a', { href: '#h-orders', on: { click: () => chooseTransition(t.id) } }, say('viewOrders')), '　',
        el('a', { href: '#h-mails', on: { click: () => { view.mailTransition = t.id; $('mail-filter').value = view.mailFilter = t.id; showMails(); } } }, say('viewMails')))));
    return el('article', { class: 'card' }, el('p', {}, chip(alert.level), ` ${alert.id}　${areaName(alert.area)}`), ...steps);
  });
  $('alerts').replaceChildren(...(list.length ? list : [el('p', { class: 'small' }, say('noAlerts'))]));
  fillTransitions();
}
function allTransitions() {
  return seen.alerts.flatMap(transitionsOf).sort((a, b) => (a.signed_at < b.signed_at ? 1 : -1));
}
function fillTransitions() {
  const all = allTransitions();
  if (!all.some((t) => t.id === view.transition)) view.transition = all.length ? (all.find((t) => t.to !== 'normal') || all[0]).id : '';
  $('order-transition').replaceChildren(...all.map((t) => el('option', { value: t.id, selected: t.id === view.transition }, `${t.id} ${transitionWords(t)}`)));
}
async function chooseTransition(id) {
  view.transition = id;
  view.allOrders = false;
  fillTransitions();
  seen.orders = id ? rows(await get(`/api/v1/orders?transition=${encodeURIComponent(id)}`), 'orders') : [];
  showOrders();
}

const holds = (row, filter) => !filter || Object.values(row).some((value) => String(value ?? '').toLowerCase().includes(filter.toLowerCase()));
function limited(list, all, showAll, make, none) {
  if (!list.length) return [el('p', { class: 'small' }, none)];
  const part = all ? list : list.slice(0, SHOWN);
  const nodes = [el('p', { class: 'small' }, say('shown', { m: part.length, n: list.length })), make(part)];
  if (part.length < list.length) nodes.push(el('button', { type: 'button', class: 'more', on: { click: showAll } }, say('showAll', { n: list.length })));
  return nodes;
}
function showOrders() {
  const list = seen.orders.filter((row) => holds({ ...row, areaName: areaName(row.area) }, view.orderFilter));
  $('orders').replaceChildren(...limited(list, view.allOrders, () => { view.allOrders = true; showOrders(); }, (part) => table(
    [[say('area'), 't'], [say('enterprise')], [say('grade')], [say('line')], [say('measure')], [say('cap'), 'n'], [say('ramp')], [say('verify')], [say('orderBasis')]],
    part.map((o) => [areaName(o.area), [o.enterprise, el('br'), el('span', { class: 'small' }, o.enterprise_id)], pick(GRADES[o.grade]) || o.grade,
      o.line_id || say('whole'), o.measure, o.load_cap_percent === '' || o.load_cap_percent === null || o.load_cap_percent === undefined ? '' : `${o.load_cap_percent}%`,
      Number(o.ramp_hours) > 0 ? say('afterStart', { h: o.ramp_hours }) : say('atStart'), o.verify_by, o.basis])), say('noOrders')));
}
function showMails() {
  $('mail-state').replaceChildren(el('option', { value: '' }, say('all')), ...Object.entries(MAIL_STATES).map(([state, names]) =>
    el('option', { value: state, selected: state === view.mailState }, pick(names))));
  const list = seen.outbox.filter((mail) => (!view.mailState || mail.state === view.mailState) && holds(mail, view.mailFilter));
  $('mails').replaceChildren(...limited(list, view.allMails, () => { view.allMails = true; showMails(); }, (part) => table(
    [[say('subject')], [say('to')], [say('mailState')], [say('attempts'), 'n'], [say('reply')], ['']],
    part.map((m) => [m.subject, m.to, [pick(MAIL_STATES[m.state]) || m.state, ...(m.next_try ? [el('br'), el('span', { class: 'small' }, `${say('next')} ${brief(m.next_try)}`)] : [])],
      String(m.attempts ?? ''), m.last_reply, [el('a', { href: `/api/v1/outbox/${encodeURIComponent(m.id)}` }, say('openMail'))]])), say('noMails')));
}
function showJournal() {
  const list = [...seen.journal].sort((a, b) => b.seq - a.seq).map((entry) => el('li', {}, el('span', { class: 't' }, brief(entry.at)),
    el('span', { class: 'who' }, entry.area === 'all' ? '' : areaName(entry.area), entry.who ? ` ${entry.who}` : ''), el('span', { class: 'text' }, text(entry.text))));
  $('journal').replaceChildren(...(list.length ? list : [el('li', {}, say('noJournal'))]));
}

// The chart: a stroke a run of known hours, a gap for each missing one, bands with words.
function showAir() {
  const air = seen.air;
  if (!air.length) return $('air').replaceChildren(el('p', { class: 'small' }, say('noData')));
  const width = 900, left = 44, right = 890, top = 46, bottom = 350, height = 380;
  const first = millis(air[0].time) - 3600e3, last = Math.max(millis(air[air.length - 1].time), first + 3600e3);
  const known = (row) => row.aqi !== null && row.aqi !== undefined && row.aqi !== '' && row.complete !== false && row.complete !== 0;
  const peak = air.filter(known).reduce((most, row) => (most === null || Number(row.aqi) > Number(most.aqi) ? row : most), null);
  const limit = Math.max(300, peak ? Math.ceil((Number(peak.aqi) + 1) / 100) * 100 : 0);
  const x = (at) => left + (Math.min(Math.max(at, first), last) - first) / (last - first) * (right - left);
  const y = (aqi) => bottom - Math.min(aqi, limit) / limit * (bottom - top);
  const chart = svg('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': say('chart') });
  drawBands(chart, x, last, top, bottom);
  for (const aqi of [100, 150, 200, 300, 400, 500]) {
    if (aqi > limit) continue;
    chart.append(svg('line', { x1: left, x2: right, y1: y(aqi), y2: y(aqi), stroke: aqi === 200 ? '#444' : '#b5bec6', 'stroke-width': aqi === 200 ? 1.2 : 0.7 }),
      svg('text', { x: left - 5, y: y(aqi) + 4, 'text-anchor': 'end', class: aqi % 100 ? 'fine' : '' }, String(aqi)));
  }
  drawDays(chart, x, first, last, bottom);
  let path = '', before = null;
  for (const row of air) {
    if (!known(row)) { before = null; continue; }
    const at = millis(row.time);
    path += `${before !== null && at - before === 3600e3 ? 'L' : 'M'}${x(at - 1800e3).toFixed(1)} ${y(Number(row.aqi)).toFixed(1)}${before === null ? 'h.1' : ''}`;
    before = at;
  }
  chart.append(svg('path', { d: `M${left} ${top}V${bottom}H${right}`, fill: 'none', stroke: '#333' }),
    svg('path', { d: path || `M${left} ${bottom}`, fill: 'none', stroke: '#111', 'stroke-width': 1.8, 'stroke-linecap': 'round' }));
  $('air').replaceChildren(chart);
  $('air-words').textContent = peak ? say('peak', { p: peak.aqi, t: brief(peak.time), m: air.filter((row) => !known(row)).length }) : say('noData');
}
function drawBands(chart, x, last, top, bottom) {
  const city = seen.alerts.filter((alert) => alert.area === 'all');
  const bands = [];
  const steps = (city.length ? city : seen.alerts).flatMap(transitionsOf).sort((a, b) => millis(a.response_start) - millis(b.response_start));
  for (const t of steps) {
    const start = millis(t.response_start);
    if (bands.length) bands[bands.length - 1].to = Math.min(bands[bands.length - 1].to, start);
    if (t.to !== 'normal') bands.push({ level: t.to, from: start, to: last });
  }
  let row = 0;
  for (const band of bands) {
    const from = x(band.from), to = x(band.to);
    if (to - from < 1) continue;
    chart.append(svg('rect', { x: from, y: top, width: to - from, height: bottom - top, fill: BAND[band.level] }),
      svg('line', { x1: from, x2: from, y1: top - 4 - (row ? 18 : 0), y2: bottom, stroke: '#333', 'stroke-dasharray': '4 3' }),
      svg('text', { x: from + 3, y: top - 6 - (row ? 18 : 0), 'font-weight': 'bold' }, `${alertWords(band.level)} ${grade(band.level)}${language === 'zh' ? '级' : ''}`));
    row = to - from < 150 ? 1 - row : 0;
  }
}
function drawDays(chart, x, first, last, bottom) {
  const zone = 8 * 3600e3, day = 86400e3;
  let count = 0;
  for (let at = Math.ceil((first + zone) / day) * day - zone; at <= last; at += day, ++count) {
    const date = new Date(at + zone);
    const words = language === 'zh' ? `${date.getUTCMonth() + 1}月${date.getUTCDate()}日` : `${String(date.getUTCMonth() + 1).padStart(2, '0')}-${String(date.getUTCDate()).padStart(2, '0')}`;
    chart.append(svg('line', { x1: x(at), x2: x(at), y1: bottom, y2: bottom + 5, stroke: '#333' }));
    if (x(at) < 850) chart.append(svg('text', { x: x(at), y: bottom + 22, 'text-anchor': 'middle', class: count % 3 ? 'fine' : '' }, words));
  }
}

async function get(path) {
  const answer = await fetch(path, { headers: { Accept: 'application/json' } });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}
const rows = (answer, name) => (Array.isArray(answer) ? answer : answer[name] || answer.items || []);

function sayAll() {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  document.title = language === 'zh' ? '晴空 · 重污染天气预警' : 'Qingkong · heavy-pollution-weather alerts';
  for (const node of document.querySelectorAll('[data-say]')) node.textContent = say(node.dataset.say);
  $('language').textContent = say('other');
  $('language').lang = language === 'zh' ? 'en' : 'zh-CN';
}
function showAll() {
  sayAll();
  showState();
  showProposals();
  showAlerts();
  showOrders();
  showMails();
  showJournal();
  showAir();
}

let drawn = '';
async function refresh() {
  try {
    const [state, proposals, alerts, journal, outbox, air] = await Promise.all(['state', 'proposals', 'alerts', 'journal?last=100', 'outbox?limit=1000', 'air?hours=240']
      .map((path) => get(`/api/v1/${path}`)));
    const now = JSON.stringify([state, proposals, alerts, journal, outbox, air]);
    readAt = state.now;
    $('offline').hidden = true;
    if (now === drawn) return;
    Object.assign(seen, { state, proposals: rows(proposals, 'proposals'), alerts: rows(alerts, 'alerts'), journal: rows(journal, 'journal'), outbox: rows(outbox, 'outbox'), air: rows(air, 'air') });
    const former = view.transition;
    showAll();
    drawn = now;
    if (view.transition !== former || !seen.orders.length) await chooseTransition(view.transition);
  } catch {
    $('offline').hidden = false;
    $('offline').textContent = say('offline', { t: readAt ? spoken(readAt) : '—' });
  }
}
async function keepFresh() {
  if (!document.hidden) await refresh();
  setTimeout(keepFresh, 5000);
}

$('language').addEventListener('click', () => {
  language = language === 'zh' ? 'en' : 'zh';
  try { localStorage.setItem('language', language); } catch { /* the choice lasts as long as the page */ }
  showAll();
});
$('order-transition').addEventListener('change', (event) => chooseTransition(event.target.value).catch(() => {}));
$('order-filter').addEventListener('input', (event) => { view.orderFilter = event.target.value.trim(); showOrders(); });
$('mail-filter').addEventListener('input', (event) => { view.mailFilter = event.target.value.trim(); showMails(); });
$('mail-state').addEventListener('change', (event) => { view.mailState = event.target.value; showMails(); });
document.addEventListener('visibilitychange', () => { if (!document.hidden) refresh(); });
sayAll();
keepFresh();
