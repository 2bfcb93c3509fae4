/** Every option of every command, once: name, type, help. The parser, the help and the reference come from here. */
import { kubernetesVersionRange } from '../engine/contract/kubernetes-versions.ts'
import { UsageError } from './usage-error.ts'

export type OptionRow = {
  /** One letter. */
  readonly alias?: string
  /** `texts` may be given several times, `flag` takes no value. */
  readonly type: 'text' | 'texts' | 'count' | 'flag'
  readonly choices?: readonly string[]
  readonly default?: string
  /** Names a file or directory: an empty text, as from a variable that is not set, is none. */
  readonly isPath?: true
  readonly help: string
}

export const optionTable = {
  filename: {
    alias: 'f',
    type: 'texts',
    isPath: true,
    help: 'File, directory, glob or https address with manifests and a scenario; - reads standard input; repeatable',
  },
  recursive: {
    alias: 'R',
    type: 'flag',
    help: 'A directory stands for the directories within it too, as with kubectl',
  },
  'from-cluster': {
    type: 'text',
    isPath: true,
    help: 'Manifests of a cluster, as kubectl get -o yaml prints them',
  },
  namespace: { alias: 'n', type: 'text', help: 'Only objects of this namespace' },
  selector: { alias: 'l', type: 'text', help: 'Only objects whose labels match' },
  seed: { type: 'text', help: 'Seed of all randomness; equal seeds give equal bytes' },
  replications: { type: 'count', help: 'Runs with independent randomness' },
  duration: { type: 'text', help: 'Simulated time, such as 30m or 1h' },
  'kubernetes-version': { type: 'text', help: `Rules of this version, ${kubernetesVersionRange}` },
  validate: {
    type: 'text',
    choices: ['strict', 'warn', 'ignore', 'true', 'false'],
    help: 'Fields that the API does not know are errors, warnings or dropped, as with kubectl; true is strict, false is ignore [default: strict]',
  },
  set: {
    type: 'texts',
    help: 'Set a value of the scenario or, by a path of a sweep, of a manifest; repeatable',
  },
  'pod-template-kind': {
    type: 'texts',
    help: 'Simulate the pods of a custom resource, such as example.com/Widget=spec.template; repeatable',
  },
  threshold: {
    type: 'texts',
    help: 'What must hold, such as "p99(detection_seconds) < 30"; exit 99 if it does not; repeatable',
  },
  strict: {
    type: 'flag',
    help: 'A threshold that is untested, for nothing was measured or nothing could fail, makes the exit code 99 too',
  },
  until: {
    type: 'text',
    help: 'Add replications until a mean is sure enough, such as "ci(restarts_total) < 5%"',
  },
  vary: {
    type: 'text',
    help: 'What is varied: a path as of a sweep, such as faults[0].factor or "deployment/web container app livenessProbe.periodSeconds"',
  },
  from: { type: 'text', help: 'The smallest value: a number, a duration, a quantity or a share' },
  to: { type: 'text', help: 'The largest value, of the same kind' },
  tolerance: {
    type: 'text',
    help: 'How exactly, such as 0.5, 100ms or 1% of the span [default: 1%; 1 of whole numbers]',
  },
  log: {
    type: 'flag',
    help: 'Steps in equal ratios, for spans over orders of magnitude; --tolerance is a share',
  },
  'min-replications': { type: 'count', help: 'With --until: at least so many [default: 10]' },
  'max-replications': { type: 'count', help: 'With --until: at most so many [default: 1000]' },
  advice: {
    type: 'flag',
    help: 'Print what the settings of the probes lead to, in numbers, and what fixes it, instead of the plan',
  },
  markdown: { type: 'flag', help: 'The means as a Markdown table' },
  openmetrics: { type: 'flag', help: 'The time series for Prometheus, under the names that a cluster has' },
  junit: { type: 'text', isPath: true, help: 'Also write the thresholds as a JUnit file, for a CI server' },
  'out-dir': { type: 'text', isPath: true, help: 'Result directory [default: out/<scenario name>]' },
  trace: {
    type: 'texts',
    choices: ['probes', 'starts', 'events'],
    help: 'Also write probes.csv (every probe run), events.ndjson (Kubernetes events), or starts.csv and detections.csv at any size; repeatable',
  },
  format: {
    type: 'text',
    choices: ['table', 'json', 'yaml', 'csv', 'markdown'],
    default: 'table',
    help: 'Form of the summary on standard output',
  },
  engine: {
    type: 'text',
    choices: ['quiet', 'exact'],
    default: 'quiet',
    help: 'quiet skips probe ticks that change nothing; exact gives each an event (slow, the oracle)',
  },
  workers: { type: 'count', help: 'Threads for the replications [default: one per processor]' },
  'max-memory': {
    type: 'text',
    help: 'Refuse a run that needs more, such as 2Gi [default: three quarters of what there is]',
  },
  plan: { type: 'flag', help: 'Print the points and what each is expected to cost; simulate nothing' },
  resume: { type: 'flag', help: 'Go on where an earlier call into the same directory was interrupted' },
  shard: {
    type: 'text',
    help: 'Only this part of the cells, such as 2/8; auto takes it from JOB_COMPLETION_INDEX and --shards, or from a Slurm array. Each part gets a directory of its own in --out-dir',
  },
  shards: { type: 'count', help: 'How many parts there are, for --shard auto and --print-job' },
  'print-job': {
    type: 'flag',
    help: 'Print a Kubernetes Indexed Job that runs every part; simulate nothing',
  },
  image: { type: 'text', help: 'Image of probestorm, for --print-job' },
  quiet: { type: 'flag', help: 'Nothing on standard error but errors' },
  'no-color': { type: 'flag', help: 'No colours; NO_COLOR and FORCE_COLOR are respected' },
  small: { type: 'flag', help: 'Small parameters: seconds instead of minutes, and rough' },
  filter: { type: 'text', help: 'Only benches whose name has this text' },
  json: { type: 'flag', help: 'Print everything as JSON, for a later --compare' },
  compare: { type: 'text', isPath: true, help: 'Compare with an earlier --json; exit 99 on a regression' },
  'max-regression': {
    type: 'text',
    default: '10%',
    help: 'With --compare: by how much a median may grow, if it grows by more than the spread of both',
  },
  at: {
    type: 'text',
    help: 'Simulated time to look at, such as 5m [default: the end of the run; with -w its start]',
  },
  watch: { alias: 'w', type: 'flag', help: 'After the list, each change until the end of the run' },
  output: {
    alias: 'o',
    type: 'text',
    choices: ['wide', 'json', 'yaml', 'name'],
    help: 'Form of the output, if not a table',
  },
  'label-columns': {
    alias: 'L',
    type: 'texts',
    help: 'Labels with a column of their own, joined by commas; repeatable',
  },
  'show-labels': { type: 'flag', help: 'All labels, as the last column' },
  'all-namespaces': { alias: 'A', type: 'flag', help: 'Objects of every namespace' },
  'no-play': {
    type: 'flag',
    help: 'report.html without the engine and the spec of the scenario in it',
  },
  'no-headers': { type: 'flag', help: 'No line of column names' },
  pod: { type: 'text', help: 'Name of the pod' },
  open: { type: 'flag', help: 'Show it in the browser' },
  html: {
    type: 'text',
    isPath: true,
    help: 'Also write the comparison as a page for a browser, such as compare.html',
  },
  'fail-on': {
    type: 'text',
    choices: ['warning', 'info'],
    help: 'With --advice: exit code 99 if anything so severe is found',
  },
  objective: {
    type: 'text',
    choices: ['robust', 'probe-load', 'detection'],
    default: 'robust',
    help: 'Within the limits: the fewest mistakes and no needless change, the fewest probe runs, or the soonest detection',
  },
  all: { type: 'flag', help: 'Also patch what would be better, not only what is broken or harmful' },
  'detect-within': {
    type: 'text',
    help: 'Liveness probes notice a hang within this time, such as 30s, in the worst case [default: as now]',
  },
  'remove-within': {
    type: 'text',
    help: 'Readiness probes take a hung pod out within this time, such as 10s, in the worst case [default: as now]',
  },
  'false-restarts-per-month': {
    type: 'text',
    help: 'Restarts of well containers by a probe, of a whole workload, at most [default: as now, or 1]',
  },
  'false-removals-per-month': {
    type: 'text',
    help: 'Times that readiness probes take out well pods of a workload, at most [default: as now, or 1]',
  },
  'startup-kill-probability': {
    type: 'text',
    help: 'That a probe cuts a start short, at most [default: 0.001, and no budget gets smaller]',
  },
  outlast: {
    type: 'text',
    help: 'Liveness probes restart nothing that stands still for so long and goes on by itself: a pause, an outage [default: as faults of the scenario last]',
  },
  'max-probes-per-node': {
    type: 'text',
    help: 'Runs per second of liveness and readiness probes on each node, at most [default: no limit]',
  },
  'max-probe-cpu': {
    type: 'text',
    help: "Share of each node's processors that they take, at most, such as 1% [default: no limit]",
  },
  pods: {
    type: 'texts',
    isPath: true,
    help: 'What kubectl get pods -o json printed: start-up times and restarts; - reads standard input; repeatable',
  },
  prometheus: {
    type: 'texts',
    isPath: true,
    help: 'Answer of a Prometheus query as JSON: prober_probe_duration_seconds_bucket or another histogram, prober_probe_total, container_cpu_cfs_..._periods_total; repeatable',
  },
  csv: {
    type: 'texts',
    isPath: true,
    help: 'Table of times: one column, value,count or time,value; with --by a column more; repeatable',
  },
  by: {
    type: 'text',
    help: 'Column of --csv, or label of --prometheus, that names the workload (pod: its pod; container: its container), such as service',
  },
  quantity: {
    type: 'text',
    choices: ['latency', 'startup'],
    default: 'latency',
    help: 'What the times of --csv are',
  },
  unit: {
    type: 'text',
    choices: ['s', 'ms', 'us', 'ns', 'm'],
    help: 'Unit of times whose header, name or text has none [default: s]',
  },
  period: { type: 'text', help: 'With --csv: the rows are in order, this far apart, such as 10s' },
  timeout: {
    type: 'text',
    help: 'With --prometheus: timeout of the probes, at which their durations end, such as 1s [default: as --pods tells, or the first whole second after the last of them]',
  },
  workload: { type: 'text', help: 'With --csv: name of the workload that the times are of; may hold *' },
  container: { type: 'text', help: 'With --csv: name of the container that the times are of; may hold *' },
  preset: { type: 'text', help: 'Print a synthetic behavior, such as jvm-busy; nothing is read' },
  presets: { type: 'flag', help: 'List the presets' },
  verify: { type: 'flag', help: 'Check the invariants of the model while it runs (slower)' },
} as const satisfies Record<string, OptionRow>

export type OptionName = keyof typeof optionTable

/** What is simulated, of the commands that simulate: the first of what their results depend on. */
export const inputOptions = [
  'filename',
  'recursive',
  'namespace',
  'selector',
  'seed',
  'replications',
  'duration',
  'kubernetes-version',
  'validate',
  'set',
  'pod-template-kind',
] as const satisfies readonly OptionName[]

/** The values of the input options and of these, for the record of a result. */
export function recordedOptions(
  options: Options,
  others: readonly OptionName[],
): Readonly<Record<string, unknown>> {
  return Object.fromEntries([...inputOptions, ...others].map((name) => [name, options[name]]))
}

type ValueOf<Row extends OptionRow> = Row['type'] extends 'texts'
  ? readonly string[]
  : Row['type'] extends 'count'
    ? number | undefined
    : Row['type'] extends 'flag'
      ? boolean
      : string | undefined

/** The values of a command line; lists are empty and flags are false when not given. */
export type Options = { readonly [Name in OptionName]: ValueOf<(typeof optionTable)[Name]> }

/** Options that mean something else to a command. */
export type OptionOverrides = { readonly [Name in OptionName]?: OptionRow }

/** The row of an option, as a command sees it. */
export function optionRow(name: OptionName, overrides: OptionOverrides = {}): OptionRow {
  return overrides[name] ?? optionTable[name]
}

/**
 * The options among the arguments that the parser read.
 * @throws UsageError for a value that is given twice, is no number or is not among the choices.
 */
export function readOptions(
  parsed: Readonly<Record<string, unknown>>,
  overrides: OptionOverrides = {},
): Options {
  const names = Object.keys(optionTable) as OptionName[]
  return Object.fromEntries(
    names.map((name) => [name, readOption(name, optionRow(name, overrides), parsed[name])]),
  ) as Options
}

function readOption(name: string, row: OptionRow, value: unknown): unknown {
  if (row.type === 'flag') return value === true || (Array.isArray(value) && value.includes(true))
  const texts = value === undefined ? [] : Array.isArray(value) ? value.map(String) : [String(value)]
  if (row.isPath && texts.includes('')) throw new UsageError(emptyPath(`--${name}`))
  if (row.type === 'texts') return row.choices === undefined ? texts : chosenTexts(name, row.choices, texts)
  if (texts.length > 1) throw new UsageError(`--${name} is given ${texts.length} times; expected it once`)
  const text = texts[0] ?? row.default
  if (text === undefined) return undefined
  if (row.type === 'count') return readCount(name, text)
  if (row.choices !== undefined) checkChoice(name, row.choices, text)
  return text
}

/** What is said of a path that is given and empty. */
export function emptyPath(name: string): string {
  return `${name} is empty; expected a path (is a variable not set?)`
}

/** Values that may also be joined by commas. */
function chosenTexts(name: string, choices: readonly string[], texts: readonly string[]): string[] {
  const chosen = texts.flatMap((text) => text.split(','))
  for (const text of chosen) checkChoice(name, choices, text)
  return chosen
}

function checkChoice(name: string, choices: readonly string[], text: string): void {
  if (choices.includes(text)) return
  throw new UsageError(`--${name} is "${text}"; expected ${choices.join(', ')}`)
}

function readCount(name: string, text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  throw new UsageError(`--${name} is "${text}"; expected a whole number, 1 or more`)
}
