import { type DragEvent, useRef, useState } from "react";
import { classNames } from "./class-names.ts";
import { type FieldBasics, FieldFrame, useFieldWiring } from "./field-frame.tsx";

export type FileDropProps = FieldBasics & { accept?: string; required?: boolean };

/** A plain file input; with JavaScript one may also drop the file on it. The form needs encType="multipart/form-data". */
export function FileDrop(props: FileDropProps) {
  const { name, label, hint, error, optional, id, className, ...input } = props;
  const wiring = useFieldWiring(props);
  const inputRef = useRef<HTMLInputElement>(null);
  const [isOver, setIsOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setIsOver(false);
    if (inputRef.current && event.dataTransfer.files.length > 0) inputRef.current.files = event.dataTransfer.files;
  };
  return (
    <FieldFrame {...{ name, label, hint, optional, className }} fieldId={wiring.id} shownError={wiring.error}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is an extra; the input inside does the same by keyboard */}
      <div
        className={classNames(
          "rounded-lg border border-dashed p-4",
          isOver ? "border-accent bg-accent-wash" : wiring.error ? "border-stop-fill bg-card" : "border-edge bg-card",
        )}
        onDragOver={(event) => {
          event.preventDefault();
          setIsOver(true);
        }}
        onDragLeave={() => setIsOver(false)}
        onDrop={drop}
      >
        <input
          {...input}
          {...wiring.control}
          ref={inputRef}
          type="file"
          className={classNames(
            "block w-full text-soft file:mr-3 file:min-h-9 file:rounded-md file:border file:border-solid file:border-rim",
            "file:bg-card file:px-3.5 file:font-medium file:text-ink hover:file:bg-hover",
          )}
        />
      </div>
    </FieldFrame>
  );
}
