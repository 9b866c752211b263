/** Choosing a time zone by its name or its city, from the browser's own list. */
import { useId, useState } from 'react';
import { allZones } from '../browser/zone.ts';
import { Field } from '../ui/field.tsx';
import { findZone } from '../words/times.ts';

type ZoneFieldProps = { zone: string; isInvalid: boolean; describedBy: string; onChange: (zone: string) => void };

/** What names no zone goes up as it is written, so that it is refused in words and not silently replaced. */
export function ZoneField({ zone, isInvalid, describedBy, onChange }: ZoneFieldProps) {
  const [written, setWritten] = useState(zone);
  const listId = useId();
  const zones = allZones();
  const isShownAsWritten = (findZone(written, zones) ?? written) === zone;
  return (
    <>
      <Field
        label="Time zone"
        value={isShownAsWritten ? written : zone}
        list={listId}
        autoComplete="off"
        spellCheck={false}
        isInvalid={isInvalid}
        describedBy={describedBy}
        onFocus={({ target }) => target.select()}
        onChange={({ target }) => {
          setWritten(target.value);
          onChange(findZone(target.value, zones) ?? target.value);
        }}
      />
      <datalist id={listId}>
        {zones.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </>
  );
}
