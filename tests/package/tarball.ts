/** The package as `npm pack` makes it from the last build, and an empty folder in which it is installed. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { repository } from '../support/cli.ts'

export type Tarball = { readonly path: string; readonly files: readonly string[] }

export function run(
  directory: string,
  command: string,
  ...words: readonly string[]
): { readonly exitCode: number | null; readonly stdout: string; readonly stderr: string } {
  const env = { ...process.env, NO_COLOR: '1', npm_config_update_notifier: 'false' }
  const { status, stdout, stderr } = spawnSync(command, words, { cwd: directory, encoding: 'utf8', env })
  return { exitCode: status, stdout, stderr }
}

/** @param directory where it is put. */
export function packInto(directory: string): Tarball {
  const { stdout, stderr } = run(
    repository,
    'npm',
    'pack',
    '--ignore-scripts',
    '--json',
    '--pack-destination',
    directory,
  )
  try {
    const [{ filename, files }] = JSON.parse(stdout) as [
      { readonly filename: string; readonly files: readonly { readonly path: string }[] },
    ]
    return { path: join(directory, filename), files: files.map(({ path }) => path) }
  } catch {
    throw new Error(`npm pack: ${stderr}`)
  }
}

type Lock = {
  readonly packages: Readonly<Record<string, { readonly dev?: boolean; readonly devOptional?: boolean }>>
}

/**
 * Installs from the tarball and, without a network, from npm's cache, which `npm ci` in the repository has filled. The versions are
 * those of the repository's lock.
 */
export function install({ path }: Tarball, directory: string): void {
  const { packages } = JSON.parse(readFileSync(join(repository, 'package-lock.json'), 'utf8')) as Lock
  const { '': own, ...others } = packages
  const head = { name: 'app', version: '1.0.0', dependencies: { probestorm: `file:${path}` } }
  const needed = Object.entries(others).filter(([, { dev, devOptional }]) => !dev && !devOptional)
  const lock = {
    ...head,
    lockfileVersion: 3,
    requires: true,
    packages: {
      '': head,
      ...Object.fromEntries(needed),
      'node_modules/probestorm': { ...own, devDependencies: undefined, resolved: `file:${path}` },
    },
  }
  mkdirSync(directory, { recursive: true })
  writeFileSync(join(directory, 'package.json'), JSON.stringify({ ...head, private: true }))
  writeFileSync(join(directory, 'package-lock.json'), JSON.stringify(lock))
  const { exitCode, stderr } = run(directory, 'npm', 'ci', '--offline', '--no-audit', '--no-fund')
  if (exitCode !== 0) throw new Error(`npm ci --offline: ${stderr}`)
}
