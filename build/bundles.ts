/** What is bundled at build time: the scripts and styles that pages hold. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { build } from 'esbuild'

const root = join(import.meta.dirname, '..')

/** What stands for modules of Node where the loader runs in a page: see play/browser/node/README.md. */
const inPlaceOfNode = {
  alias: {
    'node:path': 'path-browserify',
    'node:fs': './play/browser/node/fs.ts',
    'node:crypto': './play/browser/node/crypto.ts',
    'node:net': './play/browser/node/net.ts',
    'node:buffer': './play/browser/node/buffer.ts',
    tinyglobby: './play/browser/node/tinyglobby.ts',
  },
  inject: ['./play/browser/node/globals.ts'],
}

export type Bundle = {
  /** Its files are `dist/browser/NAME.js` and, if it imports styles, `dist/browser/NAME.css`; of a worker `dist/browser/NAME.txt`. */
  readonly name: string
  /** From the root of the repository. */
  readonly entry: string
  /** Its sources ask for modules of Node. */
  readonly needsNode?: true
  /** Pages hold it compressed, and inflate it once somebody asks for it: see `packed`. */
  readonly isWorker?: true
}

export const bundles: readonly Bundle[] = [
  ...['run', 'comparison', 'sweep', 'tipping', 'recommendation', 'calibration', 'document'].map((name) => ({
    name,
    entry: `reports/browser/${name}.ts`,
  })),
  { name: 'play', entry: 'play/browser/play.ts' },
  { name: 'run-play', entry: 'play/browser/run-panel.ts' },
  { name: 'play-loader', entry: 'play/browser/loader-worker.ts', needsNode: true, isWorker: true },
  { name: 'play-engine', entry: 'play/browser/engine-worker.ts', isWorker: true },
]

/** Makes all bundles; a reader sees the old file or the new one, never half of it. */
export async function makeBundles(): Promise<void> {
  const folder = join(root, 'dist/browser')
  mkdirSync(folder, { recursive: true })
  for (const bundle of bundles) {
    for (const { name, text } of await filesOf(bundle)) {
      const path = join(folder, name)
      if (existsSync(path) && readFileSync(path, 'utf8') === text) continue
      writeFileSync(`${path}.${process.pid}`, text)
      renameSync(`${path}.${process.pid}`, path)
    }
  }
}

type BundledFile = { readonly name: string; readonly text: string }

async function filesOf({ name, entry, needsNode, isWorker }: Bundle): Promise<BundledFile[]> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: { [name]: entry },
    outdir: 'dist/browser',
    bundle: true,
    format: 'iife',
    target: 'es2022',
    minify: true,
    legalComments: 'none',
    charset: 'utf8',
    metafile: true,
    write: false,
    logLevel: 'warning',
    ...(needsNode ? inPlaceOfNode : {}),
  })
  const notices = noticesOf(Object.keys(metafile.inputs))
  if (isWorker) return [{ name: `${name}.txt`, text: notices + packed(outputFiles[0]!.text) }]
  return outputFiles.map(({ path, text }) => {
    const ending = path.endsWith('.css') ? 'css' : 'js'
    return { name: `${name}.${ending}`, text: ending === 'js' ? notices + text : text }
  })
}

/**
 * As `DecompressionStream` reads it in a page, in base64. Another zlib may find other bytes for the same script; so this is done once, when
 * the package is built, and pages of one build have the same bytes wherever they are written.
 */
function packed(script: string): string {
  return `${deflateSync(script, { level: 9 }).toString('base64')}\n`
}

/** The licences of the packages that are in it: they ask for their notice in every copy. */
function noticesOf(inputs: readonly string[]): string {
  const packages = new Set(
    inputs.flatMap((path) => /^node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []),
  )
  return Array.from(packages, (folder) => {
    const name = folder.slice('node_modules/'.length)
    return `/*! ${name}\n${licenceOf(join(root, folder))}\n*/\n`
  }).join('')
}

/** From its own file, or else from the last part of the README. */
function licenceOf(folder: string): string {
  const file = ['LICENSE', 'LICENSE.md', 'LICENSE.txt', 'license'].find((each) =>
    existsSync(join(folder, each)),
  )
  if (file !== undefined) return readFileSync(join(folder, file), 'utf8').trim()
  const [, text] =
    /^LICEN[CS]E\b[^\n]*\n-+\n([\s\S]+)$/im.exec(readFileSync(join(folder, 'README.md'), 'utf8')) ?? []
  if (text === undefined) throw new Error(`${folder} has no licence to hand on`)
  return text.trim()
}
