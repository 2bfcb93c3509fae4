/**
 * `npm run archive [-- --url URL]`: the last build with the packages that it needs as one archive, `out/archive/probestorm-VERSION.tar.gz`,
 * and with the URL at which it will be published the manifest of the krew plugin beside it. It needs GNU tar.
 */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { krewManifest } from './krew.ts'

const root = join(import.meta.dirname, '..')

type PackageFile = { readonly version: string; readonly engines: { readonly node: string } }

function run(directory: string, command: string, ...words: readonly string[]): void {
  execFileSync(command, words, { cwd: directory, stdio: ['ignore', 'ignore', 'inherit'] })
}

/** The files of the package, installed where they are; no links, which krew does not unpack, and no compiler, which a package would take if it is there. */
function fill(folder: string): void {
  run(root, 'npm', 'pack', '--ignore-scripts', '--silent', '--pack-destination', folder)
  run(folder, 'sh', '-c', 'tar -xzf *.tgz --strip-components=1 && rm *.tgz')
  copyFileSync(join(root, 'package-lock.json'), join(folder, 'package-lock.json'))
  run(
    folder,
    'npm',
    'ci',
    '--omit=dev',
    '--omit=optional',
    '--ignore-scripts',
    '--prefer-offline',
    '--no-audit',
    '--no-fund',
    '--silent',
  )
  rmSync(join(folder, 'node_modules/.bin'), { recursive: true, force: true })
  chmodSync(join(folder, 'dist/cli/main.js'), 0o755)
}

const { values } = parseArgs({ options: { url: { type: 'string' }, 'out-dir': { type: 'string' } } })
const target = values['out-dir'] ?? join(root, 'out/archive')
mkdirSync(target, { recursive: true })
const { version, engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as PackageFile
const archive = join(target, `probestorm-${version}.tar.gz`)
const folder = mkdtempSync(join(target, 'files-'))
try {
  fill(folder)
  // Equal files make equal bytes.
  const plain = ['--sort=name', '--mtime=@0', '--owner=0', '--group=0', '--numeric-owner']
  run(folder, 'tar', ...plain, '--use-compress-program=gzip -n', '-cf', archive, '.')
} finally {
  rmSync(folder, { recursive: true, force: true })
}
const sha256 = createHash('sha256').update(readFileSync(archive)).digest('hex')
process.stdout.write(`${archive}\n`)
if (values.url !== undefined) {
  const manifest = join(target, 'probestorm.yaml')
  writeFileSync(manifest, krewManifest({ version, nodeVersion: engines.node, uri: values.url, sha256 }))
  process.stdout.write(`${manifest}\n`)
}
