import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  type CallState,
  type CallWire,
  type IceServersWire,
  type IceServerWire,
  type OwnCallWire,
} from '@secureconnect/contracts';
import { CallDto } from './call.dto';
import { callStates } from './call-words.constants';

/** A server to find a way through, as WebRTC takes it. */
export class IceServerDto implements IceServerWire {
  @ApiProperty({ type: [String] })
  urls: readonly string[];

  @ApiPropertyOptional()
  username?: string;

  @ApiPropertyOptional()
  credential?: string;
}

/** Servers for one participant of one call. */
export class IceServersDto implements IceServersWire {
  @ApiProperty({ type: [IceServerDto] })
  ice_servers: readonly IceServerWire[];

  @ApiProperty({ format: 'date-time', description: 'Until when they serve you; ask again before' })
  ice_expires_at: string;
}

/** A call you are in, with what is needed to connect. */
export class OwnCallDto extends IceServersDto implements OwnCallWire {
  @ApiProperty({ format: 'uuid' })
  call_id: string;

  @ApiProperty({ enum: callStates })
  state: CallState;

  @ApiProperty({ format: 'date-time', description: 'Until when it rings' })
  expires_at: string;

  @ApiProperty({ type: CallDto })
  call: CallWire;
}
