import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  MaxLength,
  MinLength,
} from 'class-validator';
import { CandidateDto } from './candidate.dto';
import { AreIceCandidates } from './are-ice-candidates.decorator';
import { IsSignalPlaces } from './is-signal-places.decorator';

/** A browser's description of sixteen streams is a quarter of this. */
const longestSdp = 65_536;
const mostCandidates = 64;

class InCall {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  call_id: string;
}

/** What `candidates.end` and `ice.restart` take. */
export class SignalEvent extends InCall {
  @ApiProperty({ format: 'uuid', description: 'The user it is for' })
  @IsUUID()
  to: string;
}

/** What `offer` and `answer` take. */
export class SdpEvent extends SignalEvent {
  @ApiProperty({ maxLength: longestSdp })
  @IsString()
  @MinLength(1)
  @MaxLength(longestSdp)
  sdp: string;
}

/** What `candidates` takes. */
export class CandidatesEvent extends SignalEvent {
  @ApiProperty({ type: [CandidateDto], maxItems: mostCandidates })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(mostCandidates)
  @AreIceCandidates()
  candidates: CandidateDto[];
}

/** What `media.state` takes: what is left out stays as it is. */
export class MediaStateEvent extends InCall {
  @ApiPropertyOptional()
  @IsOptional()
  @IsBoolean()
  audio?: boolean;

  @ApiPropertyOptional()
  @IsOptional()
  @IsBoolean()
  video?: boolean;

  @ApiPropertyOptional()
  @IsOptional()
  @IsBoolean()
  screen?: boolean;

  @ApiPropertyOptional({ description: 'You see and hear each other' })
  @IsOptional()
  @IsBoolean()
  connected?: boolean;
}

/** What `call.resume` takes. */
export class CallResumeEvent extends InCall {
  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { type: 'string' },
    description: 'The last `signal_id` you have of each user',
  })
  @IsOptional()
  @IsObject()
  @IsSignalPlaces()
  have?: Record<string, string>;
}
