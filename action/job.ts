/** What GitHub says of the job. Source: https://docs.github.com/actions/reference/variables-reference. */
import { appendFileSync, readFileSync } from 'node:fs'

export type Job = {
  /** Files and folders of both sides, from the root of the repository. */
  readonly manifests: readonly string[]
  /** Read for both sides as the head has them: what is known of the containers is no part of the change. */
  readonly scenario: readonly string[]
  readonly thresholds: readonly string[]
  readonly options: readonly string[]
  /** Commit to compare with; empty = nobody says. */
  readonly base: string
  readonly pullRequest: number | undefined
  readonly repository: string
  /** Empty = no comment. */
  readonly token: string
  readonly api: string
  readonly graphql: string
  readonly workspace: string
  readonly temporary: string
}

export class JobError extends Error {}

type Event = {
  readonly pull_request?: { readonly number: number; readonly base: { readonly sha: string } }
}

type Environment = Readonly<Record<string, string | undefined>>

/** @throws JobError for what is missing. */
export function jobOf(environment: Environment): Job {
  const text = (name: string): string => (environment[name] ?? '').trim()
  const lines = (name: string): string[] =>
    text(name)
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '')
  const path = text('GITHUB_EVENT_PATH')
  const event: Event = path === '' ? {} : JSON.parse(readFileSync(path, 'utf8'))
  const manifests = lines('INPUT_MANIFESTS')
  if (manifests.length === 0) throw new JobError('manifests is empty; expected files or folders, one a line')
  const base = text('INPUT_BASE') || (event.pull_request?.base.sha ?? '')
  if (base === '') throw new JobError('there is no pull request; expected base, the commit to compare with')
  // It goes to git as a word of its own.
  if (!/^[\w][\w./-]*$/.test(base)) throw new JobError(`base is ${JSON.stringify(base)}; expected a commit`)
  const option = (name: string, input: string): string[] => (text(input) === '' ? [] : [name, text(input)])
  return {
    manifests,
    scenario: lines('INPUT_SCENARIO'),
    thresholds: lines('INPUT_THRESHOLDS'),
    options: [
      ...option('--replications', 'INPUT_REPLICATIONS'),
      ...option('--duration', 'INPUT_DURATION'),
      ...option('--seed', 'INPUT_SEED'),
    ],
    base,
    pullRequest: event.pull_request?.number,
    repository: text('GITHUB_REPOSITORY'),
    token: text('INPUT_COMMENT') === 'false' ? '' : text('INPUT_TOKEN'),
    api: text('GITHUB_API_URL') || 'https://api.github.com',
    graphql: text('GITHUB_GRAPHQL_URL') || 'https://api.github.com/graphql',
    workspace: text('GITHUB_WORKSPACE') || process.cwd(),
    temporary: text('RUNNER_TEMP') || text('TMPDIR') || '/tmp',
  }
}

/** Appends to a file that the runner reads: `GITHUB_OUTPUT`, `GITHUB_STEP_SUMMARY`. */
export function appendTo(name: string, text: string): void {
  const path = process.env[name]
  if (path) appendFileSync(path, text)
}
