/** `npm run site`: the static site in `out/site`. The executable must be built. */
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { documentPage, documentPaths } from './documents.ts'
import { type GalleryStudy, galleryOf } from './gallery.ts'
import { indexPage, type ShownStudy } from './index-page.ts'
import { mostPods, readyPicture } from './ready-picture.ts'

const root = join(import.meta.dirname, '../..')
const site = join(root, 'out/site')
/** More pods than that are no play for a page. */
const playedPodsMax = 20_000

rmSync(site, { recursive: true, force: true })
const studies = galleryOf(root).map(writeStudy)
const paths = documentPaths(root)
const documents = paths.map((path) => documentPage(root, path, new Set(paths)))
for (const { path, pieces } of documents) write(path, pieces)
write('index.html', indexPage(studies, documents, 'web-shop'))
rmSync(join(site, 'results'), { recursive: true })
process.stdout.write(`out/site/index.html: ${studies.length} studies, ${documents.length} documents\n`)

function writeStudy(study: GalleryStudy): ShownStudy {
  const { name, folder, isSweep } = study
  const page = join(site, 'results', name)
  command(isSweep ? 'sweep' : 'run', '-f', folder, '--out-dir', page, '--quiet')
  mkdirSync(join(site, 'gallery'), { recursive: true })
  copyFileSync(join(page, 'report.html'), join(site, 'gallery', `${name}.html`))
  // Of a sweep its scenario, as it stands, is what there is to see over time and to play with.
  const input = isSweep ? join(folder, 'scenario.yaml') : folder
  const run = isSweep ? `${page}.run` : page
  if (isSweep) command('run', '-f', input, '--replications', '1', '--out-dir', run, '--quiet')
  const timeseries = readFileSync(join(run, 'timeseries.csv'), 'utf8')
  const hasSliders = mostPods(timeseries) <= playedPodsMax
  if (hasSliders) {
    mkdirSync(join(site, 'play'), { recursive: true })
    command('play', '-f', input, '--html', join(site, 'play', `${name}.html`))
  }
  return { ...study, hasSliders, picture: readyPicture(timeseries) }
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
