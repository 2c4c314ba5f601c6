import { askApi, successOf } from './ask-api.ts'
import { type Command, exitCodes, textOption, UsageError } from './command.ts'
import { confirmInProduction, confirmOptions } from './confirm.ts'
import { asciiJson } from './plain-ascii.ts'

type Safety = { emergencyStop: boolean; reason: string | null; by: string | null; inFlight: number }
type Result = { setEmergencyStop: { safety: Safety } | { message: string } }

const set = `mutation ($input: SetEmergencyStopInput!) { setEmergencyStop(input: $input) {
  ... on SetEmergencyStopSuccess { safety { emergencyStop reason by inFlight } } ... on UserError { code message } } }`

export const stop: Command = {
  name: 'stop',
  summary: 'Sets the emergency stop, or lifts it (which needs an admin key).',
  words: [{ name: 'on|off', description: 'on: nothing further is sent, and what platforms hold is recalled. off: sending may go on.' }],
  options: {
    ...confirmOptions,
    reason: { type: 'string', value: 'TEXT', description: 'Why; needed, and kept in the audit trail.' },
    angle: { type: 'string', value: 'NAME', description: 'Stop or allow this angle alone.' },
  },
  async run(options, surroundings, [state]) {
    if (state !== 'on' && state !== 'off') throw new UsageError('Say "stop on" or "stop off".')
    const reason = textOption(options, 'reason')
    if (reason === null) throw new UsageError('Say why with --reason TEXT.')
    if (state === 'off') await confirmInProduction(options, surroundings, 'Lifting the stop lets sending go on.')
    const angle = textOption(options, 'angle')
    const input = { active: state === 'on', reason, ...(angle === null ? {} : { angle }) }
    const { setEmergencyStop } = await askApi<Result>(options, surroundings, set, { input })
    const { safety } = successOf(setEmergencyStop)
    if (options.json === true) surroundings.print(asciiJson(safety))
    else {
      surroundings.print(
        safety.emergencyStop ? `Sending is STOPPED: ${safety.reason ?? ''} (${safety.by ?? 'nobody'})` : 'Sending is not stopped.',
      )
      if (safety.inFlight > 0) surroundings.print(`${safety.inFlight} sends are under way; each is settled or recalled.`)
    }
    return exitCodes.good
  },
}
