/** `npm run site`: the static site in `out/site`. The executable must be built. */
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { documentPage, documentPaths } from './documents.ts'
import { type GalleryStudy, galleryOf } from './gallery.ts'
import { indexPage } from './index-page.ts'

const root = join(import.meta.dirname, '../..')
const site = join(root, 'out/site')

rmSync(site, { recursive: true, force: true })
const studies = galleryOf(root)
for (const study of studies) writeStudy(study)
const paths = documentPaths(root)
const documents = paths.map((path) => documentPage(root, path, new Set(paths)))
for (const { path, pieces } of documents) write(path, pieces)
write('index.html', indexPage(studies, documents, 'web-shop'))
rmSync(join(site, 'results'), { recursive: true })
process.stdout.write(`out/site/index.html: ${studies.length} studies, ${documents.length} documents\n`)

function writeStudy({ name, folder, isSweep }: GalleryStudy): void {
  const results = join(site, 'results', name)
  command(isSweep ? 'sweep' : 'run', '-f', folder, '--out-dir', results, '--quiet')
  mkdirSync(join(site, 'gallery'), { recursive: true })
  copyFileSync(join(results, 'report.html'), join(site, 'gallery', `${name}.html`))
  if (isSweep) return
  mkdirSync(join(site, 'play'), { recursive: true })
  command('play', '-f', folder, '--html', join(site, 'play', `${name}.html`))
}

function command(...words: readonly string[]): void {
  execFileSync(process.execPath, ['dist/cli/main.js', ...words], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}

function write(path: string, pieces: readonly string[]): void {
  const file = join(site, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, pieces.join(''))
}
