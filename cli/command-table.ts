/** Every command, once. What a command needs is loaded when it runs: the help must answer at once. */
import { type CommandRow, inputPaths } from './command-row.ts'
import { inputOptions, type OptionName } from './options.ts'
import { sweepCommands } from './sweep-commands.ts'
import { toolCommands } from './tool-commands.ts'

/** Options of the commands that look at one replication. */
const viewOptions = [
  'filename',
  'recursive',
  'at',
  'namespace',
  'seed',
  'duration',
  'kubernetes-version',
  'validate',
  'set',
  'pod-template-kind',
  'max-memory',
  'quiet',
] as const satisfies readonly OptionName[]

/** As kubectl names them. */
const resourceNames = [
  ...['pods', 'pod', 'po', 'nodes', 'node', 'no', 'events', 'event', 'ev'],
  ...['deployments', 'deployment', 'deploy', 'replicasets', 'replicaset', 'rs'],
  ...['services', 'service', 'svc', 'endpointslices', 'endpointslice', 'endpoints', 'ep'],
  ...['jobs', 'job', 'cronjobs', 'cronjob', 'cj'],
  ...['statefulsets', 'statefulset', 'sts', 'daemonsets', 'daemonset', 'ds'],
  ...['hpa', 'horizontalpodautoscaler', 'horizontalpodautoscalers'],
  ...['pdb', 'poddisruptionbudget', 'poddisruptionbudgets'],
]

export const commandTable: readonly CommandRow[] = [
  {
    usage: 'run [paths..]',
    help: 'Simulate a scenario, write its result directory and print a summary',
    positionals: [inputPaths],
    options: [
      ...inputOptions,
      'until',
      'min-replications',
      'max-replications',
      'threshold',
      'strict',
      'junit',
      'out-dir',
      'trace',
      'watch',
      'format',
      'engine',
      'workers',
      'max-memory',
      'quiet',
      'no-color',
      'no-play',
      'verify',
    ],
    overrides: {
      watch: { alias: 'w', type: 'flag', help: 'Run again whenever an input has changed, until Ctrl-C' },
    },
    examples: [
      ['$0 run -f app.yaml', 'one hour of these manifests, with the defaults'],
      ['$0 run -f study/ --replications 10 --trace starts', 'a scenario and its manifests, ten times'],
      ['kubectl get deploy,sts,ds -A -o yaml | $0 run -f -', 'what a cluster runs'],
      ['$0 run -f study/ --threshold "restarts_total < 1"', 'exit 99 if it does not hold'],
      ['$0 run -f study/ --watch', 'again after each change, while you edit'],
    ],
    run: async (options) => (await import('./commands/run.ts')).run(options),
  },
  ...sweepCommands,
  {
    usage: 'play [paths..]',
    help: 'Write a page with the engine in it: sliders, and what they lead to',
    positionals: [inputPaths],
    options: [...inputOptions, 'html', 'open'],
    overrides: {
      html: { type: 'text', isPath: true, help: 'The page [default: out/<scenario name>.play.html]' },
    },
    examples: [
      ['$0 play -f app.yaml --open', 'play with the probes of these manifests'],
      ['$0 play -f study/ --html play.html', 'a page to hand on: it needs no network and no installation'],
    ],
    run: async (options, _, output) => (await import('./commands/play.ts')).play(options, output),
  },
  {
    usage: 'recommend [paths..]',
    help: 'Find probe settings within limits; print why, write patches',
    positionals: [inputPaths],
    options: [
      'filename',
      'recursive',
      'namespace',
      'selector',
      'objective',
      'all',
      'detect-within',
      'remove-within',
      'false-restarts-per-month',
      'false-removals-per-month',
      'startup-kill-probability',
      'outlast',
      'max-probes-per-node',
      'max-probe-cpu',
      'seed',
      'replications',
      'duration',
      'kubernetes-version',
      'validate',
      'set',
      'pod-template-kind',
      'out-dir',
      'format',
      'workers',
      'max-memory',
      'quiet',
      'no-color',
    ],
    overrides: {
      format: {
        type: 'text',
        choices: ['table', 'json', 'yaml', 'csv', 'markdown'],
        default: 'table',
        help: 'Form of the answer on standard output: yaml prints the patches, csv the Pareto front',
      },
      'out-dir': {
        type: 'text',
        isPath: true,
        help: 'Result directory [default: out/<scenario name>.recommendation]',
      },
    },
    examples: [
      [
        '$0 recommend -f app.yaml --detect-within 30s',
        'settings that are fast enough, and make the fewest mistakes',
      ],
      [
        '$0 recommend -f study/ --false-restarts-per-month 0.1',
        'as fast as now, by what a scenario says of the containers',
      ],
    ],
    run: async (options) => (await import('./commands/recommend.ts')).recommend(options),
  },
  {
    usage: 'validate [paths..]',
    help: 'Read and check everything, run nothing; print what would be simulated',
    positionals: [inputPaths],
    options: [...inputOptions, 'threshold', 'advice', 'fail-on', 'format', 'quiet', 'no-color'],
    overrides: {
      format: {
        type: 'text',
        choices: ['text', 'json', 'sarif', 'github'],
        default: 'text',
        help: 'With --advice: form of the advice',
      },
    },
    examples: [
      ['$0 validate -f study/', 'check a scenario and its manifests'],
      ['$0 validate -f app.yaml --advice', 'what the probes of these manifests lead to'],
      ['$0 validate -f app.yaml --advice --format sarif > advice.sarif', 'for code scanning'],
      ['$0 validate -f app.yaml --advice --fail-on warning', 'for a pipeline: 99 if there is a warning'],
    ],
    run: async (options) => (await import('./commands/validate.ts')).validate(options),
  },
  {
    usage: 'get <resource> [names..]',
    help: 'Print what kubectl get would print at a simulated time',
    positionals: [
      { name: 'resource', choices: resourceNames, help: 'What to list', isRequired: true },
      { name: 'names', help: 'Only these', isRequired: false },
    ],
    options: [
      ...viewOptions,
      'selector',
      'watch',
      'output',
      'label-columns',
      'show-labels',
      'all-namespaces',
      'no-headers',
    ],
    overrides: { selector: { alias: 'l', type: 'text', help: 'Only those whose labels match' } },
    examples: [
      ['$0 get pods -f study/ --at 5m', 'the pods of the default namespace after five minutes'],
      ['$0 get pods -f study/ -w', 'every change, from the start to the end of the run'],
    ],
    run: async (options, words, output) => (await import('./commands/get.ts')).get(options, words, output),
  },
  {
    usage: 'describe <resource> [names..]',
    help: 'Print what kubectl describe would print at a simulated time',
    positionals: [
      {
        name: 'resource',
        choices: [
          ...['pod', 'pods', 'po', 'node', 'nodes', 'no', 'service', 'services', 'svc'],
          ...['job', 'jobs', 'cronjob', 'cronjobs', 'cj'],
          ...['deployment', 'deployments', 'deploy'],
          ...['statefulset', 'statefulsets', 'sts', 'daemonset', 'daemonsets', 'ds'],
        ],
        help: 'What to describe',
        isRequired: true,
      },
      { name: 'names', help: 'Only these', isRequired: false },
    ],
    options: [...viewOptions, 'selector', 'all-namespaces'],
    overrides: { selector: { alias: 'l', type: 'text', help: 'Only those whose labels match' } },
    examples: [['$0 describe pod web-0 -f study/ --at 5m', 'one pod after five minutes']],
    run: async (options, words, output) =>
      (await import('./commands/describe.ts')).describe(options, words, output),
  },
  {
    usage: 'rollout <verb> <target>',
    help: 'Print what kubectl rollout status would print, from a simulated time on',
    positionals: [
      { name: 'verb', choices: ['status'], help: 'What to ask', isRequired: true },
      {
        name: 'target',
        help: 'A Deployment, StatefulSet or DaemonSet, such as deployment/web',
        isRequired: true,
      },
    ],
    options: [...viewOptions],
    overrides: { at: { type: 'text', help: 'Simulated time at which it is asked [default: 0s]' } },
    examples: [['$0 rollout status deployment/web -f study/ --at 10m', 'a rollout that began before']],
    run: async (options, words, output) =>
      (await import('./commands/rollout.ts')).rollout(options, words, output),
  },
  {
    usage: 'explain [field]',
    help: 'Explain a key of a scenario, or tell the story of one pod with its rules',
    positionals: [
      {
        name: 'field',
        help: 'Key of a scenario, such as spec.faults.hang; sweep.spec of a sweep',
        isRequired: false,
      },
    ],
    options: ['pod', ...viewOptions],
    overrides: {
      at: { type: 'text', help: 'Simulated time at which the story ends [default: the end of the run]' },
    },
    examples: [
      ['$0 explain spec.faults', 'which faults there are'],
      ['$0 explain --pod web-0 -f study/', 'what happened to the pod, and why'],
    ],
    run: async (options, words, output) =>
      (await import('./commands/explain.ts')).explain(options, words, output),
  },
  {
    usage: 'compare <base> <head>',
    help: 'Compare two results, of runs or of sweeps: differences with their 95 % intervals',
    positionals: [
      { name: 'base', isPath: true, help: 'Result directory to compare with', isRequired: true },
      { name: 'head', isPath: true, help: 'Result directory of the change', isRequired: true },
    ],
    options: ['threshold', 'strict', 'junit', 'html', 'format', 'no-color'],
    overrides: {
      format: {
        type: 'text',
        choices: ['table', 'json', 'markdown'],
        default: 'table',
        help: 'Form of the comparison on standard output',
      },
      threshold: {
        type: 'texts',
        help: 'What must hold of head - base, such as "restarts_total <= 0"; exit 99 if not; repeatable',
      },
    },
    examples: [
      ['$0 compare out/base out/head', 'what the change does'],
      ['$0 compare out/base out/head --html compare.html', 'the same as a page for a browser'],
      ['$0 compare base head --threshold "low(restarts_total) <= 0"', 'surely no more restarts'],
    ],
    run: async (options, words) => (await import('./commands/compare.ts')).compare(options, words),
  },
  {
    usage: 'report <directory>',
    help: 'Render a result directory again, in another form',
    positionals: [
      {
        name: 'directory',
        isPath: true,
        help: 'Result directory of a run; with --html of a sweep too',
        isRequired: true,
      },
    ],
    options: ['markdown', 'junit', 'html', 'openmetrics', 'trace'],
    overrides: {
      trace: { type: 'flag', help: 'Lives, hangs and probe runs of each container, for Perfetto' },
      junit: { type: 'flag', help: 'The thresholds as JUnit, for a CI server' },
      html: { type: 'flag', help: 'As a page for a browser: report.html in the result directory' },
    },
    examples: [
      ['$0 report out/web --markdown', 'a table for a pull request'],
      ['$0 report out/web --html', 'write report.html anew, from the files beside it'],
      ['$0 report out/web --openmetrics > web.om', 'for promtool tsdb create-blocks-from openmetrics'],
      ['$0 report out/web --trace > web.json', 'open it at ui.perfetto.dev'],
    ],
    run: async (options, words, output) =>
      (await import('./commands/report.ts')).report(options, words, output),
  },
  {
    usage: 'calibrate',
    help: 'Fit behavior to observations of real containers, print it as a Scenario',
    options: [
      'pods',
      'prometheus',
      'csv',
      'by',
      'quantity',
      'unit',
      'period',
      'timeout',
      'at',
      'namespace',
      'workload',
      'container',
      'preset',
      'presets',
      'format',
      'out-dir',
      'quiet',
      'no-color',
    ],
    overrides: {
      at: {
        type: 'text',
        help: 'With --pods: when they were listed, such as 2026-01-01T12:00:00Z [default: the latest time in the file]',
      },
      namespace: {
        alias: 'n',
        type: 'text',
        help: 'Only pods and series of this namespace; with --csv the namespace of the times; may hold *',
      },
      format: {
        type: 'text',
        choices: ['yaml', 'table', 'json'],
        default: 'yaml',
        help: 'Form of the result on standard output',
      },
      'out-dir': {
        type: 'text',
        isPath: true,
        help: 'Directory for calibrated.yaml, report.html and fits.csv [default: out/calibrated.calibration]',
      },
    },
    examples: [
      ['kubectl get po -A -o json | $0 calibrate --pods -', 'what a cluster shows'],
      ['$0 calibrate --csv latency.csv --by service -n prod', 'a law for each service of a table'],
      ['$0 calibrate --csv ms.csv --period 10s --out-dir out/ms', 'with charts'],
      ['$0 calibrate --preset jvm-busy', 'an estimate to start from'],
    ],
    run: async (options, _, output) => (await import('./commands/calibrate.ts')).calibrate(options, output),
  },
  ...toolCommands,
]

/** The command that one of the words names. */
export function commandNamed(words: readonly string[]): CommandRow | undefined {
  const byName = new Map(commandTable.map((row) => [commandName(row), row]))
  return words.map((word) => byName.get(word)).find((row) => row !== undefined)
}

export function commandName({ usage }: CommandRow): string {
  return usage.split(' ')[0]!
}
