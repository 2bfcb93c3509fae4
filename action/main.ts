/** The action: base and head simulated, compared, commented and annotated. It ends with the exit code of `compare`. */
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { commandText } from '../reports/advice/github-annotations.ts'
import { InputError } from '../scenarios/diagnostic.ts'
import { type LoadedScenario, loadScenario } from '../scenarios/load-scenario.ts'
import { addBaseTree, removeBaseTree } from './base-tree.ts'
import { type ChangedSetting, changedSettings } from './changed-settings.ts'
import { appendTo, type Job, JobError, jobOf } from './job.ts'
import { probestorm } from './probestorm.ts'
import { writeComment } from './pull-comment.ts'

type Outcome = {
  readonly result: 'passed' | 'failed' | 'untested'
  /** Markdown. */
  readonly comment: string
  readonly exitCode: number
}

async function main(): Promise<number> {
  const job = jobOf(process.env)
  const directory = mkdtempSync(join(job.temporary, 'probestorm-'))
  const baseTree = join(directory, 'tree')
  addBaseTree(job.workspace, job.base, baseTree)
  try {
    const { result, comment, exitCode } = await compared(job, baseTree, directory)
    printQuoted(comment)
    appendTo('GITHUB_STEP_SUMMARY', comment)
    appendTo('GITHUB_OUTPUT', `result=${result}\n`)
    if (job.token !== '' && job.pullRequest !== undefined) {
      const problem = await writeComment(job, comment)
      if (problem !== undefined)
        process.stdout.write(commandText('warning', {}, `the comment could not be written: ${problem}`))
    }
    return exitCode
  } finally {
    removeBaseTree(job.workspace, baseTree)
    rmSync(directory, { recursive: true, force: true })
  }
}

/** Text of inputs: the runner takes no line of it for a command. */
function printQuoted(text: string): void {
  const token = randomUUID()
  process.stdout.write(`::stop-commands::${token}\n${text}\n::${token}::\n`)
}

async function compared(job: Job, baseTree: string, directory: string): Promise<Outcome> {
  const head = await load(job, job.workspace)
  if (head instanceof InputError) {
    for (const { severity, file, line, column, rule, message, fix } of head.diagnostics)
      process.stdout.write(
        commandText(severity, { file, line, col: column, title: rule }, `${message}\nfix: ${fix}`),
      )
    return { result: 'failed', comment: failure('the head cannot be simulated', head), exitCode: 2 }
  }
  const advice = probestorm(
    job.workspace,
    'validate',
    ...inputWords(job),
    '--advice',
    '--format',
    'github',
    '--quiet',
  )
  process.stdout.write(advice.stdout)
  const base = await load(job, baseTree)
  if (base instanceof InputError)
    return {
      result: 'untested',
      comment: failure('the base cannot be simulated, so nothing is compared', base),
      exitCode: 0,
    }
  for (const [side, tree] of [
    ['base', baseTree],
    ['head', job.workspace],
  ] as const) {
    const words = ['run', ...inputWords(job), ...job.options, '--out-dir', join(directory, side), '--quiet']
    const { exitCode, stderr } = probestorm(tree, ...words)
    // Thresholds of the scenario are about one side; here the difference counts.
    if (exitCode !== 0 && exitCode !== 99) throw new JobError(`${side}: ${stderr}`)
  }
  const thresholds = job.thresholds.flatMap((text) => ['--threshold', text])
  const compare = (format: string) =>
    probestorm(directory, 'compare', 'base', 'head', ...thresholds, '--format', format)
  const { exitCode, stdout: comment, stderr } = compare('markdown')
  if (exitCode !== 0 && exitCode !== 99) throw new JobError(stderr)
  const { thresholds: verdicts } = JSON.parse(compare('json').stdout) as {
    readonly thresholds: readonly Verdict[]
  }
  annotate(changedSettings(base, head), verdicts)
  const isUntested = verdicts.every(({ state }) => state === 'untested')
  return { result: exitCode === 99 ? 'failed' : isUntested ? 'untested' : 'passed', comment, exitCode }
}

type Verdict = { readonly threshold: string; readonly value: number | null; readonly state: string }

/** Beside each line that was changed: an error if a threshold fails, else what it was before. */
function annotate(changes: readonly ChangedSetting[], verdicts: readonly Verdict[]): void {
  const failed = verdicts.filter(({ state }) => state === 'fails')
  const what = failed
    .map(({ threshold, value }) => `${threshold} does not hold: ${value ?? 'unknown'}`)
    .join('; ')
  for (const { what: setting, base, head, file, line, column } of changes) {
    const text = `${setting}: ${base} → ${head}${what === '' ? '' : `\n${what}`}`
    process.stdout.write(
      commandText(
        what === '' ? 'notice' : 'error',
        { file, line, col: column, title: 'probe setting changed' },
        text,
      ),
    )
  }
  if (what !== '' && changes.length === 0) process.stdout.write(commandText('error', {}, what))
}

/** Folders of a repository are meant with all that is in them. */
function inputWords(job: Job): string[] {
  return ['-R', ...inputPaths(job).flatMap((path) => ['-f', path])]
}

function inputPaths({ manifests, scenario, workspace }: Job): string[] {
  const shared = scenario.map((path) => (isAbsolute(path) ? path : join(workspace, path)))
  return [...manifests, ...shared]
}

/** Paths within a tree are paths within the repository. */
async function load(job: Job, tree: string): Promise<LoadedScenario | InputError> {
  process.chdir(tree)
  try {
    return await loadScenario({ files: inputPaths(job), recursive: true })
  } catch (error) {
    if (error instanceof InputError) return error
    throw error
  }
}

function failure(what: string, { message }: InputError): string {
  return `### probestorm: ${what}\n\n\`\`\`text\n${message.replaceAll('```', "'''")}\n\`\`\`\n`
}

try {
  process.exitCode = await main()
} catch (error) {
  if (!(error instanceof JobError)) throw error
  process.stdout.write(commandText('error', {}, error.message))
  process.exitCode = 2
}
