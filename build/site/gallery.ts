/** The studies of the library with their questions, as its README tells them. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export type GalleryStudy = {
  readonly name: string
  readonly question: string
  /** A sweep has a page, and no sliders. */
  readonly isSweep: boolean
}

export const libraryFolder = 'scenarios/library'

/** @param root of the repository. */
export function galleryOf(root: string): GalleryStudy[] {
  const text = readFileSync(join(root, libraryFolder, 'README.md'), 'utf8')
  return Array.from(text.matchAll(/^\| \[([\w-]+)\]\([^)]*\)\s*\| (.*?)\s*\|$/gm), ([, name, question]) => ({
    name: name!,
    question: question!.replace(/\s*\((?:`npm start`|the files of [^)]*\)|kubernetes\/kubernetes#\d+)\)/, ''),
    isSweep: existsSync(join(root, libraryFolder, name!, 'sweep.yaml')),
  }))
}
