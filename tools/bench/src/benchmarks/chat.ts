import { type Benchmark, type BenchmarkContext, type Figure } from '../benchmark';
import { ChatStage } from '../chat/chat-stage';
import { measureConnected } from '../chat/measure-connected';
import { measureMembers } from '../chat/measure-members';
import { measureStored } from '../chat/measure-stored';

async function run(context: BenchmarkContext): Promise<Figure[]> {
  const around = await context.surroundings();
  context.progress('starting auth and two instances of chat');
  const stage = await ChatStage.start(around);
  try {
    const stored = await measureStored(stage, context);
    const members = await measureMembers(stage, context);
    return [...stored, ...members, ...(await measureConnected(stage, context))];
  } finally {
    await stage.close();
  }
}

/** What messages cost, what members and conversations add to it, and what a socket costs that says nothing. */
export const chat: Benchmark = {
  name: 'chat',
  what: 'messages stored, told to members of large conversations, and 10,000 sockets',
  peer: 'one bare insert for each message, and bare Socket.IO with its Redis adapter',
  run,
};
