import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { type IceCandidateWire } from '@secureconnect/contracts';

/** A way through as a browser says it; what it has besides these is passed on as it came. */
export class CandidateDto implements IceCandidateWire {
  @ApiProperty({
    description:
      'As WebRTC says it; empty: no more of this generation. Other fields are passed on as they are, where they are text, number or null; one candidate has at most 2 KiB',
  })
  candidate: string;

  @ApiPropertyOptional({ type: String, nullable: true })
  sdpMid?: string | null;

  @ApiPropertyOptional({ type: 'integer', nullable: true })
  sdpMLineIndex?: number | null;

  @ApiPropertyOptional({ type: String, nullable: true })
  usernameFragment?: string | null;
}
