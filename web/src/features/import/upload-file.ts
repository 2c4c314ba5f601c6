import { csrfHeader, sessionEnded } from '../../lib/session.ts'

export type Upload = { ok: true; upload: string } | { ok: false; message: string }

/** Sends a file as it is; `onProgress` is told the share that has gone, from 0 to 1. */
export function uploadFile(file: File, onProgress: (share: number) => void): Promise<Upload> {
  return new Promise((resolve) => {
    // Not fetch: it can't tell how much of a body has gone.
    const request = new XMLHttpRequest()
    request.open('POST', '/imports')
    request.setRequestHeader('content-type', 'text/csv')
    request.setRequestHeader('x-file-name', encodeURIComponent(file.name))
    for (const [name, value] of Object.entries(csrfHeader)) request.setRequestHeader(name, value)
    request.upload.onprogress = (event) => onProgress(event.total > 0 ? event.loaded / event.total : 0)
    request.onerror = () => resolve({ ok: false, message: 'The server could not be reached. The file is still here; try again.' })
    request.onload = () => {
      if (request.status === 401) sessionEnded()
      resolve(uploadOf(request.responseText))
    }
    request.send(file)
  })
}

function uploadOf(answer: string): Upload {
  try {
    const read: unknown = JSON.parse(answer)
    if (typeof read === 'object' && read !== null) {
      if ('upload' in read && typeof read.upload === 'string') return { ok: true, upload: read.upload }
      const errors: unknown = 'errors' in read ? read.errors : null
      const first: unknown = Array.isArray(errors) ? errors[0] : read
      if (typeof first === 'object' && first !== null && 'message' in first && typeof first.message === 'string') {
        return { ok: false, message: first.message }
      }
    }
  } catch {
    // Not JSON: something between us and the server has answered.
  }
  return { ok: false, message: 'The answer was not understood. Nothing was imported.' }
}
