import type { ReactElement } from 'react'
import { Link } from 'wouter'
import { formatCount } from '../../lib/formats.ts'
import { Chip, Verdict } from '../../ui/chip.tsx'
import { Icon } from '../../ui/icons.tsx'
import { Time } from '../../ui/time.tsx'
import { visibleText } from '../../ui/visible-text.ts'
import { type BoardCheck, type BoardModule, lightCounts, lights, readBoard } from './board.ts'
import './health.css'

/** Green, yellow and red: what is not green stands open to the eye with what to do; the rest is folded. */
export function ModulesCard({ modules }: { modules: unknown }): ReactElement {
  const board = readBoard(modules)
  const wrong = board.filter(({ light }) => light !== 'GREEN')
  const green = board.filter(({ light }) => light === 'GREEN')
  return (
    <section className="card" aria-labelledby="board-title" id="board">
      <div className="card-title">
        <h2 id="board-title">Board</h2>
        <span className="muted number">{lightCounts(board)}</span>
      </div>
      {board.length === 0 && (
        <p>
          <Verdict kind="unknown">The board could not be read. Load the page again.</Verdict>
        </p>
      )}
      {wrong.length > 0 && (
        <ul className="row-list board">
          {wrong.map((module) => (
            <li key={module.name}>
              <Module module={module} />
            </li>
          ))}
        </ul>
      )}
      {green.length > 0 && (
        <details className="fold">
          <summary>
            <Icon name="next" size={12} />
            <span className="grow">
              <Verdict kind="ok">{wrong.length === 0 ? 'Every part is green' : `${formatCount(green.length)} parts are green`}</Verdict>
            </span>
          </summary>
          <ul className="row-list board">
            {green.map((module) => (
              <li key={module.name}>
                <Module module={module} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  )
}

function Module({ module }: { module: BoardModule }): ReactElement {
  const { kind, word } = lights[module.light]
  const wrong = module.checks.filter(({ light }) => light !== 'GREEN')
  return (
    <div className="board-module">
      <div className="board-head">
        <Verdict kind={kind}>
          <Link href={module.href}>{module.title}</Link>
          <span className="hidden-text">, {word}</span>
        </Verdict>
        {!module.isReady && <Chip tone={module.light === 'RED' ? 'bad' : 'warn'}>Blocked</Chip>}
        {module.since && (
          <span className="muted sm">
            since <Time at={module.since} />
          </span>
        )}
      </div>
      {wrong.map((check) => (
        <div key={check.code} className="board-why sm">
          <p>
            <Verdict kind={lights[check.light].kind}>{whyWords(check)}</Verdict>
          </p>
          <p className="muted">
            {check.todo} <Link href={check.href}>Show</Link>
            <span className="hidden-text"> {check.title}</span>
          </p>
        </div>
      ))}
      <details className="fold">
        <summary>
          <Icon name="next" size={12} />
          <span className="grow muted sm">
            What is measured<span className="hidden-text"> of {module.title}</span>
          </span>
        </summary>
        <Measured module={module} />
      </details>
    </div>
  )
}

/** What is not green, in a line: what is measured, how much, and which ones. */
function whyWords({ title, value, detail }: BoardCheck): string {
  const much = value === null || value === '1' || value === '0 ms' ? '' : `: ${value}`
  return `${title}${much}${detail === null ? '' : ` – ${visibleText(detail)}`}`
}

function Measured({ module }: { module: BoardModule }): ReactElement {
  return (
    <table className="small-table" aria-label={`What is measured of ${module.title}`}>
      <thead>
        <tr>
          <th scope="col">Measured</th>
          <th scope="col" data-align="end">
            Now
          </th>
          <th scope="col" data-align="end">
            Yellow from
          </th>
          <th scope="col" data-align="end">
            Red from
          </th>
        </tr>
      </thead>
      <tbody>
        {module.checks.map((check) => (
          <tr key={check.code}>
            <th scope="row">
              <Verdict kind={lights[check.light].kind}>
                {check.title}
                <span className="hidden-text">, {lights[check.light].word}</span>
              </Verdict>
            </th>
            <td data-align="end">{check.value ?? '–'}</td>
            <td data-align="end">{check.yellowFrom ?? '–'}</td>
            <td data-align="end">{check.redFrom ?? '–'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
