import { ConnectedSocket, MessageBody, SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import {
  type ChatChanges,
  chatClientEvents,
  chatServerEvents,
  type MessageWire,
  type ReceiptWire,
} from '@secureconnect/contracts';
import { Authenticated, type Caller, CurrentCaller } from '@secureconnect/identity';
import { AuthenticatedGateway } from '@secureconnect/realtime';
import { Fallback, RedisFree } from '@secureconnect/resilience';
import { Server, Socket } from 'socket.io';
import { LocalSockets } from '../delivery/local-sockets';
import { DeleteMessage } from '../messages/delete-message.use-case';
import { EditMessage } from '../messages/edit-message.use-case';
import { SendMessage } from '../messages/send-message.use-case';
import { PresenceSetDto } from '../presence/presence.dto';
import { SayTyping } from '../presence/say-typing.use-case';
import { SetPresence } from '../presence/set-presence.use-case';
import { MarkReceipt } from '../receipts/mark-receipt.use-case';
import { ResumeSync } from '../sync/resume-sync.use-case';
import { chatAnswers, chatCodes } from './answers.dto';
import {
  MessageDeleteEvent,
  MessageEditEvent,
  MessageSendEvent,
  ReceiptEvent,
  SyncResumeEvent,
  TypingEvent,
} from './events.dto';
import { SocketAttendance } from './socket-attendance.service';
import { chatGives } from './told.dto';

/** The socket at /ws/chat: what may be said over HTTP may be said here, by the same use cases. */
@Authenticated()
@WebSocketGateway({ path: '/ws/chat' })
export class ChatGateway extends AuthenticatedGateway {
  protected override readonly describedEvents = {
    ...{ client: chatClientEvents, answers: chatAnswers, codes: chatCodes },
    ...{ server: chatServerEvents, gives: chatGives },
  };
  // Who is here changes seldom, and is told to many.
  protected override readonly eventLimits = { 'presence.set': { perSecond: 2, burst: 10 } };

  constructor(
    private readonly attendance: SocketAttendance,
    private readonly local: LocalSockets,
    private readonly sendMessage: SendMessage,
    private readonly editMessage: EditMessage,
    private readonly deleteMessage: DeleteMessage,
    private readonly markReceipt: MarkReceipt,
    private readonly sayTyping: SayTyping,
    private readonly setPresence: SetPresence,
    private readonly resumeSync: ResumeSync,
  ) {
    super();
  }

  override afterInit(): void {
    super.afterInit();
    this.local.serve(this.server as Server);
  }

  /** `ready` first, and from then on all that happens: so it is said when that is so. */
  override handleConnection(socket: Socket): void {
    this.attendance.begin(socket, this.callerOf(socket), () => super.handleConnection(socket));
  }

  @RedisFree('message.send')
  @SubscribeMessage('message.send')
  async send(
    @CurrentCaller() caller: Caller,
    @MessageBody() { conversation_id: conversationId, client_msg_id: clientMsgId, ...said }: MessageSendEvent,
  ): Promise<{ message: MessageWire }> {
    const { body, reply_to, attachments } = said;
    const rest = { replyTo: reply_to ?? undefined, attachments: attachments ?? undefined };
    const sent = await this.sendMessage.execute({ caller, conversationId, clientMsgId, body, ...rest });
    return { message: sent.message };
  }

  @RedisFree('message.edit')
  @SubscribeMessage('message.edit')
  async edit(
    @CurrentCaller() caller: Caller,
    @MessageBody() { message_id: messageId, body }: MessageEditEvent,
  ): Promise<{ message: MessageWire }> {
    return { message: await this.editMessage.execute({ caller, messageId, body }) };
  }

  @RedisFree('message.delete')
  @SubscribeMessage('message.delete')
  async remove(
    @CurrentCaller() caller: Caller,
    @MessageBody() { message_id: messageId }: MessageDeleteEvent,
  ): Promise<{ message: MessageWire }> {
    return { message: await this.deleteMessage.execute({ caller, messageId }) };
  }

  @RedisFree('receipt.read')
  @SubscribeMessage('receipt.read')
  async read(
    @CurrentCaller() caller: Caller,
    @MessageBody() { conversation_id: conversationId, seq }: ReceiptEvent,
  ): Promise<{ receipt: ReceiptWire }> {
    return { receipt: await this.markReceipt.execute({ caller, conversationId, kind: 'read', seq }) };
  }

  @RedisFree('receipt.delivered')
  @SubscribeMessage('receipt.delivered')
  async delivered(
    @CurrentCaller() caller: Caller,
    @MessageBody() { conversation_id: conversationId, seq }: ReceiptEvent,
  ): Promise<{ receipt: ReceiptWire }> {
    return { receipt: await this.markReceipt.execute({ caller, conversationId, kind: 'delivered', seq }) };
  }

  @RedisFree('typing')
  @SubscribeMessage('typing')
  async type(
    @CurrentCaller() caller: Caller,
    @MessageBody() { conversation_id: conversationId, is_typing: isTyping }: TypingEvent,
  ): Promise<void> {
    await this.sayTyping.execute({ caller, conversationId, isTyping });
  }

  @Fallback('say-presence', 'presence', { tiers: ['redis', 'postgres', 'memory'] })
  @SubscribeMessage('presence.set')
  async present(@CurrentCaller() caller: Caller, @MessageBody() { status }: PresenceSetDto): Promise<object> {
    await this.setPresence.execute({ caller, status });
    // An answer without anything in it has room for the mark that it was served without Redis; nothing has none.
    return {};
  }

  @RedisFree('sync.resume')
  @SubscribeMessage('sync.resume')
  async resume(
    @ConnectedSocket() socket: Socket,
    @CurrentCaller() caller: Caller,
    @MessageBody() { cursor }: SyncResumeEvent,
  ): Promise<ChatChanges> {
    await this.attendance.begun(socket);
    return this.resumeSync.execute({ caller, cursor });
  }
}
