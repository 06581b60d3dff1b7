# mypy: ignore-errors
"""How kernels are compiled: for declared types, once for all processes, and anew when any file changes that they read.

numba keeps what it compiled until the file of a function changes, and looks at no other: neither at a file whose
functions are taken into it, nor at one whose numbers it was compiled with. So each kernel is kept under a name that
says what stood in all of them.

Importing this takes a second; only the modules of kernels do it, and `compiled` loads these.
"""

from collections.abc import Callable, Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic
from numba.np.arrayobj import populate_array

Decorator = Callable[[Callable[..., Any]], Any]

OPTIONS: Final = {"nogil": True, "error_model": "numpy", "_nrt": False}
"""Other threads run meanwhile; a division by zero is no error; no kernel makes an array, so none counts references."""
STAMP_DIGITS: Final = 16

inlined = njit(inline="always")


def array_of(kind: Any, dimensions: int = 1, *, writable: bool = False) -> Any:
    """The type of an array whose elements lie side by side; read-only, so that mapped ones take the same code."""
    return types.Array(kind, dimensions, "C", readonly=not writable)


def compiler_for(files: Iterable[str | Path], **options: Any) -> Callable[[Any], Decorator]:
    """What compiles functions that stand in these files, or take functions and numbers from them, for a signature.

    The result is kept on disk where some folder for it can be written.
    """
    stamp, given = stamp_of([__file__, *files]), OPTIONS | options

    def compiled(signature: Any) -> Decorator:
        def compile_it(function: Callable[..., Any]) -> Any:
            function.__qualname__ += f"_{stamp}"
            try:
                return njit(signature, cache=True, **given)(function)
            except RuntimeError:  # numba found no folder that it may write
                return njit(signature, **given)(function)

        return compile_it

    return compiled


def stamp_of(files: Iterable[str | Path]) -> str:
    """What stands in these files, in a few digits."""
    contents = (Path(file).read_bytes() for file in sorted(map(str, files)))
    return sha256(b"".join(sha256(each).digest() for each in contents)).hexdigest()[:STAMP_DIGITS]


# -- what numba lacks -------------------------------------------------------------------------------


@intrinsic
def ones(typing: Any, value: Any) -> Any:
    """The number of bits that are set."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.ctpop(arguments[0])

    return value(value), generate


@intrinsic
def fetch(typing: Any, array: Any, at: Any) -> Any:
    """Ask for the memory of one element; any number is allowed, also past the end."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        data = context.make_array(signature.args[0])(context, builder, arguments[0]).data
        byte, flag = ir.IntType(8).as_pointer(), ir.IntType(32)
        name, kind = "llvm.prefetch.p0i8", ir.FunctionType(ir.VoidType(), [byte, flag, flag, flag])
        prefetch = builder.module.globals.get(name) or ir.Function(builder.module, kind, name)
        address = builder.bitcast(builder.gep(data, [arguments[1]]), byte)
        builder.call(prefetch, [address, flag(0), flag(3), flag(1)])  # to read, to be kept, data
        return context.get_dummy_value()

    return types.void(array, at), generate


def laid_over(kind: Any) -> Any:
    """Make a function that lays an array of such a type, (rows,) or (rows, columns), over memory at an address."""

    @intrinsic
    def lay(typing: Any, address: Any, rows: Any, columns: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            at, *shape = arguments
            one = context.get_data_type(kind.dtype)
            size = context.get_constant(types.intp, context.get_abi_sizeof(one))
            shape, strides = shape[: kind.ndim], [builder.mul(size, shape[1]), size][-kind.ndim :]
            array = context.make_array(kind)(context, builder)
            data = builder.inttoptr(at, one.as_pointer())
            populate_array(array, data=data, shape=shape, strides=strides, itemsize=size, meminfo=None)
            return array._getvalue()

        return kind(types.intp, types.intp, types.intp), generate

    return lay
