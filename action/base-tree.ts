/** The files of the base, in a worktree of their own. */
import { execFileSync } from 'node:child_process'
import { JobError } from './job.ts'

function git(directory: string, ...words: readonly string[]): string {
  return execFileSync('git', words, { cwd: directory, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}

function hasCommit(repository: string, commit: string): boolean {
  try {
    git(repository, 'cat-file', '-e', `${commit}^{commit}`)
    return true
  } catch {
    return false
  }
}

/**
 * Checks the commit out into a directory that is not there yet; a shallow clone fetches it first.
 * @throws JobError when the commit cannot be had.
 */
export function addBaseTree(repository: string, commit: string, directory: string): void {
  try {
    if (!hasCommit(repository, commit)) git(repository, 'fetch', '--no-tags', '--depth=1', 'origin', commit)
    git(
      repository,
      'worktree',
      'add',
      '--detach',
      directory,
      hasCommit(repository, commit) ? commit : 'FETCH_HEAD',
    )
  } catch (error) {
    const { stderr = String(error) } = error as { readonly stderr?: string }
    throw new JobError(
      `the base ${commit} cannot be checked out: ${stderr.trim()}; actions/checkout with fetch-depth: 0 has every commit`,
    )
  }
}

export function removeBaseTree(repository: string, directory: string): void {
  git(repository, 'worktree', 'remove', '--force', directory)
}
