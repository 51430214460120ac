"""records: the library from Python, through ctypes alone. Prints title, partnerships and parties of the articles named.

    python3 records.py saved/article.txt …        PARTIKEL_LIBRARY=/path/to/libpartikel.so.0 where it is not installed
"""
import ctypes
import json
import os
import sys

OK, END = 0, 1
SINK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.POINTER(ctypes.c_char), ctypes.c_size_t)


class Error(ctypes.Structure):  # partikel_error
    _fields_ = [("code", ctypes.c_int), ("where", ctypes.c_char * 256), ("offset", ctypes.c_uint64), ("what", ctypes.c_char * 256)]


def load(path):
    """The library, with the types of the calls that are used here: ctypes takes all for int."""
    lib = ctypes.CDLL(path)
    for name, result, arguments in [
        ("partikel_builtin", ctypes.c_void_p, []),
        ("partikel_reader_new", ctypes.c_void_p, [ctypes.c_void_p]),
        ("partikel_reader_free", None, [ctypes.c_void_p]),
        ("partikel_open_file", ctypes.c_int, [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p]),
        ("partikel_next", ctypes.c_int, [ctypes.c_void_p, ctypes.POINTER(ctypes.c_void_p)]),
        ("partikel_last_error", ctypes.POINTER(Error), [ctypes.c_void_p]),
        ("partikel_write_json", ctypes.c_int, [ctypes.c_void_p, ctypes.c_uint32, SINK, ctypes.c_void_p]),
    ]:
        function = getattr(lib, name)
        function.restype, function.argtypes = result, arguments
    return lib


def records(lib, reader, path):
    """The records of one file, as the dicts that partikel-record(5) describes."""
    record, parts = ctypes.c_void_p(), []

    @SINK
    def sink(_, data, n):
        parts.append(data[:n])
        return 0

    status = lib.partikel_open_file(reader, os.fsencode(path), None)
    while status == OK:
        status = lib.partikel_next(reader, ctypes.byref(record))
        if status == OK:
            parts.clear()
            status = lib.partikel_write_json(record, 0, sink, None)
            yield json.loads(b"".join(parts))
    if status != END:
        raise OSError(f"{path}: {lib.partikel_last_error(reader).contents.what.decode()}")


def main():
    lib = load(os.environ.get("PARTIKEL_LIBRARY", "libpartikel.so.0"))
    reader = lib.partikel_reader_new(lib.partikel_builtin())
    try:
        for path in sys.argv[1:]:
            for record in records(lib, reader, path):
                print(record["article"]["title"])
                for partnership in record["partnerships"]:
                    print(" ", partnership["name"])
                    for party in partnership["parties"]:
                        print("   ", party["role"], party["name"])
    except OSError as error:
        sys.exit(str(error))
    finally:
        lib.partikel_reader_free(reader)


if __name__ == "__main__":
    main()
