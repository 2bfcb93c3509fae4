/** Writes the shorter form of an original recording: `node --import tsx tests/conformance/traces/shorten.ts FROM.json TO.ndjson`. */
import { writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { readRecording, shortRecording } from './recording.ts'

const [from, to] = process.argv.slice(2)
writeFileSync(to, shortRecording(readRecording(pathToFileURL(from))))
