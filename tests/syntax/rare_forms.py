"""Declarations and statements that are rare, right and wrong ones, a line each: ` ; ` may be a new line."""

from __future__ import annotations

DECLARATIONS = """
type T[P *C] int
type T[P *C,] int
type T[P *C|Q] int
type T[P *C|Q,] int
type T[P *struct{}] int
type T[P (C)] int
type T[P interface{ m() }] int
type T[P *C, Q D] struct{}
type T[P ~int|~string] int
type T[~int] int
type T[P C, Q] int
type T[P *C] = int
type T[P] int
type T[10] int
type T[P * Q] int
type T[P ** Q] int
type T[f(x)] int
type T[P Q.R, S interface{ ~[]E }, E any] struct{ x map[E]S }
type T [...]int
type T []int
type T = map[string]chan<- int
type T <-chan (chan int)
type T chan<- <-chan int
type T func[P any](P) int
type T interface{ m[P any](P) ; n() int }
type T interface{ A[int] ; B[int, string] ; C[int,] ; D[[]int] ; p.E[int] }
type T interface{ ~int | ~[]string ; *P ; p.Q | R }
type T interface{ m() ; ~int ; ~ ~ int }
type T interface{ [3]int | func() | chan int }
type T struct{ A[int] ; B[int, string] ; c [3]int ; d [n]int ; e []int ; F[int,] "tag" }
type T struct{ *A ; *p.B ; p.C ; *D[int] ; p.E[int, string] `tag` }
type T struct{ (A) ; *(B) ; (*C) ; (p.D) }
type T struct{ a, b [2]int ; c, d p.E ; _ func(int, ...string) (x, y int) }
type T struct{ a [n, m]int ; b [n,]int }
type ( A int ; B = A ; C[P any] []P )
var x = [...]int{1, 2, 3}
var x, y int = 1, 2
var x, y
var ( a = 1 ; b, c int ; d float64 = 1e3 )
const a
const ( a = iota ; b ; c, d int = 1, 2 )
const a int
import "late"
func f[P any, Q interface{ ~int }](x P, y ...Q) (r P, err error)
func f[P](x P)
func f[](x int)
func f(a, b int, c) {}
func f(a, b, ...int) {}
func f(a ...int, b int) {}
func f(p.T, *q.U, []V, func(), chan int, W[int]) {}
func f(a [3]int, b [n]int, c []int, d T[int], e T[int, string]) {}
func f(a, b p.T, c ~int) {}
func f(~int | string) {}
func f() (int, string) ; func g() (a, b int) ; func h() [2]int
func (t *T[P]) f() {}
func (T[P, Q]) f() {}
func (t T) f[P any]() {}
func () f() {}
func (a, b T) f() {}
func f
"""
STATEMENTS = """
var x int
var x, y = 1, 2 ; const z = 3 ; type t struct{ a int }
x := <-c ; y, ok := <-c ; <-c ; c <- 1
var c <-chan chan<- int = (<-chan chan<- int)(x)
_ = <-chan int(x) ; _ = (<-chan int)(x)
_ = <-chan <-chan int(x)
x.y.z(a, b...).w[i][j:k][:k:l][i:][:] = 1
_ = a[i:j:k] ; _ = a[:j:k] ; _ = a[i::k] ; _ = a[i:j:] ; _ = a[::]
_ = a[i, j] ; _ = a[] ; _ = a[int, string](x)
x.(T).y() ; x.(*p.T) ; x.(type)
if x := f() ; x {} else if y {} else {}
if x ; y {} ; if ; y {} ; if x := y {} ; if {} ; if var x int ; y {}
if x = y ; z {} ; if f {} else x
for {} ; for x {} ; for ; ; {} ; for i := 0 ; i < n ; i++ {} ; for ; x ; {}
for i := range x {} ; for i, j := range x {} ; for range x {} ; for i = range x {} ; for i, j = range x {}
for i, j, k := range x {} ; for i := range x, y {} ; for var i = 0 ; i < 1 ; {} ; for x ; {}
for i := 0 ; i < n ; j := 1 {}
switch {} ; switch x {} ; switch x := y ; x {} ; switch x := y ; {} ; switch ; x {}
switch x := y.(type) { case int, *T: a() ; case nil: default: b() }
switch y.(type) { case []int: } ; switch x, y := z.(type) {} ; switch x = y.(type) {} ; switch x := y.(T) {}
switch z ; x := y.(type) {} ; switch x := y {} ; switch x { case 1, 2: fallthrough ; default: ; case: }
select { case <-c: case x := <-c: case x, ok := <-c: case c <- 1: case x = <-c: default: }
select { case x: case x, y: case x, y, z := <-c: case c, d <- 1: case x, y := 1, 2: case f(): }
go f() ; defer func() { recover() }() ; go f ; defer (f()) ; defer x.(func())()
L: for { break L ; continue L ; goto L } ; M: ; N: {} ; 1: x
return ; return 1, 2 ; break ; fallthrough ; goto
x++ ; y-- ; x += 1 ; x, y += 1, 2 ; x &^= y ; x <<= 2 ; ++x ; x++ + 1 ; x, y++
_ = []int{1, 2: 3, 4: {5}, {}} ; _ = map[K]V{a: {b: c}} ; _ = T{x: 1, y} ; _ = T[int]{1}
_ = p.T{} ; _ = struct{ a int }{1}
_ = &T{} ; _ = *p ; _ = -x ; _ = !x ; _ = ^x ; _ = +x ; _ = ~x
_ = a + b*c == d && e || f < g ; _ = a.b(c)(d) ; _ = (a) ; _ = ((a))(b) ; _ = ()
_ = func(x int) int { return x }(1) ; _ = func() ; _ = interface{}(x) ; _ = []T(x) ; _ = map[K]V(x) ; _ = chan int(x)
if T{} == x {} ; if (T{} == x) {} ; for _, x := range T{} {} ; switch T{} {} ; if f(T{}) {} ; if x == (T{1}) {}
{ x() ; { y() } } ; ; ; {}
"""


def forms() -> list[str]:
    """Each form in a file of its own."""
    found = [f"package p ; {line}" for line in DECLARATIONS.strip().splitlines()]
    found += [f"package p ; func f() {{ {line} }}" for line in STATEMENTS.strip().splitlines()]
    for line in STATEMENTS.strip().splitlines():
        found += [f"package p ; func f() {{ {one} }}" for one in line.split(" ; ")]
    return found
