/** The page with the switches: faults, the clock and the settings, as forms. */
import * as z from 'zod';
import { type Control, ControlError, controlOf } from '../control/control.ts';
import { type Fault, newFaultSchema } from '../faults/fault.ts';
import { callNames, faultTable } from '../faults/table.ts';
import { type Reply, redirect } from '../reply.ts';
import type { Params } from '../request.ts';
import type { RouteInput } from '../router.ts';
import { isSettingName, kindOfSetting, readSettings, type SettingName } from '../settings.ts';
import type { World } from '../world.ts';
import { type Html, html, nothing } from './html.ts';
import { page, timeOf } from './layout.ts';

const option = (value: string, label = value, isChosen = false) =>
  html`<option value="${value}" ${isChosen ? { html: 'selected' } : nothing}>${label}</option>`;

const timesText = ({ timesLeft }: Fault) => (timesLeft === null ? 'always' : timesLeft === 0 ? 'used up' : `${timesLeft} left`);

function activeCard(world: World, fault: Fault): Html {
  const account = fault.accountId === null ? 'everyone' : `@${world.accounts.get(fault.accountId)?.username ?? '?'}`;
  const chance = fault.probability < 1 ? ` · probability ${fault.probability}, seed ${fault.seed}` : '';
  return html`<div class="card row spread"><p><code>${fault.name}</code> · ${fault.call ?? 'any call'} · ${account}<br>
<span class="soft">${timesText(fault)}, struck ${fault.struck}${chance}</span></p>
<form method="post" action="/faults/remove"><input type="hidden" name="id" value="${fault.id}"><button aria-label="Switch off ${fault.name}">Off</button></form></div>`;
}

function activeFaults(world: World): Html {
  if (world.faults.size === 0) return html`<p class="soft">None: the simulator behaves.</p>`;
  const cards = [...world.faults.values()].map((fault) => activeCard(world, fault));
  return html`${cards}<form method="post" action="/faults/remove"><button>Switch all off</button></form>`;
}

const addForm = (world: World) => html`<form class="row" method="post" action="/faults">
<label><span>Fault</span><select name="name">${Object.keys(faultTable).map((name) => option(name))}</select></label>
<label><span>Call</span><select name="call">${option('', 'any')}${callNames.map((name) => option(name))}</select></label>
<label><span>Account</span><select name="account">${option('', 'everyone')}${[...world.accounts.values()].map(({ id, username }) => option(id, username))}</select></label>
<label><span>Times (empty: always)</span><input type="number" name="times" min="1" value="1"></label>
<label><span>Let pass first</span><input type="number" name="skip" min="0" value="0"></label>
<label><span>Probability</span><input type="number" name="probability" min="0" max="1" step="0.01" value="1"></label>
<label><span>Seed</span><input type="number" name="seed" value="1"></label>
<label><span>Milliseconds</span><input type="number" name="ms" min="0"></label>
<label><span>Message</span><input name="message"></label>
<button class="main">Switch on</button></form>`;

const clockForm = (ms: number, label: string) =>
  html`<form method="post" action="/clock"><input type="hidden" name="advance_ms" value="${ms}"><button>${label}</button></form>`;

function settingField(name: SettingName, current: string | number): Html {
  const field = kindOfSetting(name);
  if (field.kind === 'choice') {
    const options = field.values.map((value) => option(value, value, value === current));
    return html`<label><span>${name}</span><select name="${name}">${options}</select></label>`;
  }
  if (field.kind === 'text')
    return html`<label class="wide"><span>${name}</span><input type="url" name="${name}" value="${current}"></label>`;
  return html`<label><span>${name}</span><input type="number" min="0" name="${name}" value="${current}"></label>`;
}

function settingsForm({ settings }: World): Html {
  const fields = Object.entries(settings).flatMap(([name, value]) => (isSettingName(name) ? [settingField(name, value)] : []));
  return html`<form class="row" method="post" action="/settings">${fields}<button class="main">Save</button></form>`;
}

const catalogue = () => {
  const rows = Object.entries(faultTable).map(
    ([name, row]) =>
      html`<tr><td><code>${name}</code></td><td>${row.calls.length === callNames.length ? 'any' : row.calls.join(', ')}</td><td>${row.what}</td></tr>`,
  );
  return html`<div class="scroll"><table><thead><tr><th>Fault</th><th>Calls</th><th>What happens</th></tr></thead><tbody>${rows}</tbody></table></div>`;
};

export function showFaults({ world }: RouteInput): Reply {
  return page(
    'Faults and clock',
    html`<h1>Faults and clock</h1>
<h2>Switched on</h2>${activeFaults(world)}
<h2>Switch one on</h2>${addForm(world)}
<h2>Clock</h2><p>${timeOf(world.clock.now())}, running at ${world.clock.speed}×</p>
<div class="row">${clockForm(60_000, '+ 1 minute')}${clockForm(3_600_000, '+ 1 hour')}${clockForm(86_400_000, '+ 1 day')}${clockForm(30 * 86_400_000, '+ 30 days')}</div>
<h2 id="settings">Settings</h2>${settingsForm(world)}
<h2>What there is</h2>${catalogue()}`,
  );
}

const filled = (params: Params) => [...params].filter(([, value]) => value !== '');
const numbers = ['times', 'skip', 'probability', 'seed', 'ms'];
const formValues = (params: Params) =>
  Object.fromEntries(filled(params).map(([name, value]) => [name, numbers.includes(name) ? Number(value) : value]));

function submit(run: () => void): Reply {
  try {
    run();
    return redirect(303, '/faults');
  } catch (error) {
    if (!(error instanceof z.ZodError) && !(error instanceof ControlError)) throw error;
    const problem = error instanceof z.ZodError ? z.prettifyError(error) : error.message;
    return page('Not done', html`<h1>Not done</h1><p class="text">${problem}</p><p><a href="/faults">Back</a></p>`, 400);
  }
}

const form =
  (run: (control: Control, params: Params) => unknown) =>
  ({ world, request }: RouteInput) =>
    submit(() => void run(controlOf(world), request.params));

export const submitFault = form((control, params) => control.addFault(newFaultSchema.parse(formValues(params))));

export const submitClock = form((control, params) => control.advance(z.coerce.number().int().min(0).parse(params.get('advance_ms'))));

export const submitSettings = form((control, params) => control.changeSettings(readSettings(params)));

/** One fault by its id, or all of them. */
export const submitRemoval = form((control, params) => {
  const id = params.get('id');
  return id === undefined ? control.clearFaults() : control.removeFault(id);
});
