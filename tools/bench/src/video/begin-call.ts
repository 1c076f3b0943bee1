import { type CallWire, type OwnCallWire } from '@secureconnect/contracts';
import { type Caller, type VideoStage } from './video-stage';

/** Two who may call each other. */
export interface Couple {
  readonly conversation: string;
  readonly both: readonly [Caller, Caller];
}

const areIn = ({ participants }: CallWire): boolean => participants.every(({ state }) => state === 'joined');

/** Resolves when her socket is her leg, which `call.current` alone tells her, and she has heard that both are in the call. */
function attached({ socket }: Caller): Promise<void> {
  return new Promise((resolve) => {
    let [isLeg, knowsBoth] = [false, false];
    socket.onEvent = (text) => {
      const [name, told] = JSON.parse(text()) as [string, { call?: CallWire }];
      isLeg ||= name === 'call.current';
      knowsBoth ||= told.call !== undefined && areIn(told.call);
      if (isLeg && knowsBoth) resolve();
    };
  });
}

/** One calls and the other accepts; resolves with the call's id when both are connected to it, and know of it. */
export async function beginCall(stage: VideoStage, { conversation, both }: Couple): Promise<string> {
  const [caller, callee] = both;
  const done = Promise.all(both.map(attached));
  const body = { conversation_id: conversation, call_type: 'audio' };
  const { call_id } = await stage.ask<OwnCallWire>(caller, 'initiate', body);
  await stage.ask(callee, `${call_id}/accept`);
  await done;
  return call_id;
}
