/** The studies of the library with their questions, as its README tells them. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export type GalleryStudy = {
  readonly name: string
  /** From the root of the repository. */
  readonly folder: string
  readonly question: string
  /** Its page is that of the sweep; its scenario is what can be played with. */
  readonly isSweep: boolean
}

const libraryFolder = 'scenarios/library'

/** @param root of the repository. */
export function galleryOf(root: string): GalleryStudy[] {
  const text = readFileSync(join(root, libraryFolder, 'README.md'), 'utf8')
  const rows = text.matchAll(/^\| \[([\w-]+)\]\(([\w/-]+)\/expected\.md\)\s*\| ([^|]*?)\s*\|.*$/gm)
  return Array.from(rows, ([, name, path, question]) => {
    const folder = `${libraryFolder}/${path}`
    return {
      name: name!,
      folder,
      question: question!.replace(
        /\s*\((?:`npm start`|the files of [^)]*\)|[\w-]+\/[\w-]+#\d+|KEP-\d+)\)/,
        '',
      ),
      isSweep: existsSync(join(root, folder, 'sweep.yaml')),
    }
  })
}
