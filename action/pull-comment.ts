/** One comment on the pull request, written anew each time. Source: https://docs.github.com/rest/issues/comments. */
import type { Job } from './job.ts'

/** It is not shown, and finds the comment again. */
const mark = '<!-- probestorm -->'

type Comment = { readonly id: number; readonly body?: string }

/** @returns why it could not be written, as with the token of a fork; undefined if it was. */
export async function writeComment(job: Job, text: string): Promise<string | undefined> {
  const { repository, pullRequest, token, api } = job
  const call = async (method: string, path: string, body?: object): Promise<unknown> => {
    const response = await fetch(`${api}/repos/${repository}/${path}`, {
      method,
      headers: {
        accept: 'application/vnd.github+json',
        authorization: `Bearer ${token}`,
        'x-github-api-version': '2022-11-28',
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${response.statusText}`)
    return response.json()
  }
  const body = { body: `${mark}\n${cut(text)}` }
  try {
    const id = await ownComment(call, pullRequest!)
    if (id === undefined) await call('POST', `issues/${pullRequest}/comments`, body)
    else await call('PATCH', `issues/comments/${id}`, body)
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

const pageSize = 100
/** Pages that are looked through. */
const pagesMax = 30

async function ownComment(
  call: (method: string, path: string) => Promise<unknown>,
  pullRequest: number,
): Promise<number | undefined> {
  for (let page = 1; page <= pagesMax; page++) {
    const comments = (await call(
      'GET',
      `issues/${pullRequest}/comments?per_page=${pageSize}&page=${page}`,
    )) as Comment[]
    const own = comments.find(({ body }) => body?.startsWith(mark))
    if (own !== undefined) return own.id
    if (comments.length < pageSize) return undefined
  }
  return undefined
}

/** GitHub takes 65,536 characters. */
const charsMax = 60_000

function cut(text: string): string {
  return text.length <= charsMax
    ? text
    : `${text.slice(0, charsMax)}\n\n(cut; the summary of the job has all of it)\n`
}
