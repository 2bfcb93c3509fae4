/** The pages of docs/reference that are made from the sources. */
import { commandPage } from './command-page.ts'
import { keyPages } from './key-pages.ts'
import { columnPage, exitCodePage } from './other-pages.ts'
import type { Page } from './page.ts'

export function referencePages(): Page[] {
  return [commandPage(), ...keyPages(), columnPage(), exitCodePage()]
}
