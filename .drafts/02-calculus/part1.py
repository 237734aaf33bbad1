# The opening of 02-calculus, §2.1 Differentiation and §2.2 Chain Rule and Backpropagation.
import re as _re, os as _os
_draft = open(".drafts/02-calculus/exercises.md").read() if _os.path.exists(".drafts/02-calculus/exercises.md") else ""
def drafted(number):
    "The five cells of an exercise, from the draft."
    section = next((s for s in _re.split(r"(?m)^## ", _draft) if s.startswith(number + " ")), None)
    if section is None or not _os.path.exists(str(repo) + "/crate/src/exercise/chapter2"): print("no exercise", number); return
    found = _re.findall(r"(`{3,4})(?:rust|markdown)\n(.*?)\n\1(?!`)", section, _re.S)
    text_en, text_ko, stub, check, hint_en, hint_ko, solution = [b for _, b in found][:7]
    i = "ex-" + number.replace(".", "-")
    md(i + "-text", text_en, text_ko, tags=["exercise-text"], slide="subslide")
    code(i, stub, tags=["exercise"])
    code(i + "-check", check, tags=["check"])
    md(i + "-hint", hint_en, hint_ko, tags=["hint"], slide="skip")
    md(i + "-solution", solution, solution.replace("<summary>Solution</summary>", "<summary>풀이</summary>"), tags=["solution"], slide="skip")
_plots = open(str(repo) + "/crate/src/plot/mod.rs").read()
def figure(name, id, src, **more):
    "A figure's cell, if the figure exists."
    if _re.search(r"\b" + name + r"\b", _plots): code(id, src, **more); return True
    print("no figure", name); return False

# ------------------------------------------------------------ opening ----

md("title", r"""
# 2. Calculus

A network starts with random weights and is wrong about everything. It learns by asking one question, over and over, of every weight: *if I turn you up a little, does the error go up or down, and how fast?* The answer is a derivative. This chapter is about defining it, computing it (by hand, by differences, by machine) and walking downhill with it.

**After this chapter you can**

- differentiate by the definition and by the rules, and check each with a few lines of Rust;
- compute gradients, Jacobians and Hessians, and read from them which way is up and what kind of place you are in;
- explain the difference between numerical, symbolic and *automatic* differentiation, and say why frameworks use the third;
- carry out backpropagation by hand for a two-layer network, and prove your result with a gradient check;
- choose a learning rate with reasons, and say what momentum and Adam add to gradient descent.

**You need** [chapter 1](01-linear-algebra.ipynb) (matrix products, eigenvalues) and the derivative of school. **Time:** about five hours alone with the exercises, or four lessons of 50 minutes.

| section | the question it answers |
|---|---|
| [2.1 Differentiation](#2.1-Differentiation) | how fast does it change, and in which direction? |
| [2.2 Chain Rule and Backpropagation](#2.2-Chain-Rule-and-Backpropagation) | how does an error find the weights to blame? |
| [2.3 Optimization Theory](#2.3-Optimization-Theory) | how do we walk downhill, and where does it end? |

Run the cells from top to bottom (<kbd>Shift</kbd>+<kbd>Enter</kbd>). The first loads the library and takes a few seconds.
""", r"""
# 2. 미적분

신경망은 아무 가중치나 가지고 시작해서 처음에는 모든 것을 틀립니다. 신경망은 가중치 하나하나에 같은 질문을 되풀이하며 배웁니다. *너를 조금 키우면 오차가 늘어나는가, 줄어드는가? 얼마나 빠르게?* 그 답이 미분입니다. 이 장에서는 미분을 정의하고, 손으로, 차분으로, 기계로 계산하고, 그것을 따라 내리막을 걷습니다.

**이 장을 마치면 할 수 있는 일**

- 정의로도 규칙으로도 미분하고, Rust 몇 줄로 확인합니다.
- 그래디언트, 야코비 행렬, 헤세 행렬을 구하고, 어느 쪽이 오르막인지, 지금 선 곳이 어떤 곳인지 읽어 냅니다.
- 수치 미분, 기호 미분, *자동* 미분의 차이를 설명하고, 프레임워크가 왜 자동 미분을 쓰는지 말합니다.
- 2층 신경망의 역전파를 손으로 해내고, 그래디언트 검사로 맞았음을 보입니다.
- 근거를 가지고 학습률을 고르고, 모멘텀과 Adam이 경사 하강법에 무엇을 보태는지 설명합니다.

**필요한 것:** [1장](01-linear-algebra.ipynb)(행렬 곱, 고윳값)과 고등학교에서 배운 미분. **걸리는 시간:** 혼자 연습 문제까지 풀면 다섯 시간쯤, 수업이라면 50분씩 네 번입니다.

| 절 | 답하려는 질문 |
|---|---|
| [2.1 미분](#2.1-미분) | 얼마나 빠르게, 어느 방향으로 변하는가? |
| [2.2 연쇄 법칙과 역전파](#2.2-연쇄-법칙과-역전파) | 오차는 책임 있는 가중치를 어떻게 찾아가는가? |
| [2.3 최적화 이론](#2.3-최적화-이론) | 내리막을 어떻게 걷고, 어디에서 끝나는가? |

위에서부터 차례로 셀을 실행하세요(<kbd>Shift</kbd>+<kbd>Enter</kbd>). 첫 셀은 라이브러리를 불러오느라 몇 초 걸립니다.
""", slide="slide")
code("dep", r"""
:dep aimath = { path = "../../crate" }
""", slide="skip")
code("use", r"""
use aimath::prelude::*;
""", slide="skip")

# ---------------------------------------------------------------- 2.1 ----

md("diff-title", r"""
## 2.1 Differentiation

Training a network means changing millions of numbers so that one number, the loss, gets smaller. Trying each change is hopeless. A derivative tells the effect of a small change *without trying it*.
""", r"""
## 2.1 미분

신경망을 학습시킨다는 것은 손실이라는 수 하나가 작아지도록 수백만 개의 수를 바꾸는 일입니다. 하나씩 바꾸어 보아서는 끝이 없습니다. 미분은 조금 바꾸었을 때의 효과를 *바꾸어 보지 않고도* 알려 줍니다.
""", slide="slide")
notes("diff-notes", r"""
**90 minutes for §2.1:** limit and step size 20, rules and activations 20, gradient 20, Jacobian and Hessian 15, the three ways to differentiate 15.
Ask at the start: *a car's speedometer shows 80 km/h. How can it know, when in an instant no distance is covered?* It cannot divide by zero either; it divides two small numbers.
A usual misconception: "the smaller the step, the better the derivative". The V-shaped figure is the cure.
""", r"""
**§2.1에 90분:** 극한과 간격 20분, 규칙과 활성화 함수 20분, 그래디언트 20분, 야코비 행렬과 헤세 행렬 15분, 세 가지 미분법 15분.
첫 질문: *계기판의 속도계가 80 km/h를 가리킵니다. 한순간에는 움직인 거리가 0인데 어떻게 알까요?* 속도계도 0으로 나누지 않습니다. 작은 수 두 개를 나눕니다.
흔한 오해: "간격은 작을수록 좋다." V자 그림이 약입니다.
""")

md("diff-limit", r"""
### Limit Definition of Derivative

$$f'(x)=\lim_{h\to0}\frac{f(x+h)-f(x)}{h}$$

The fraction is the slope of a **secant**, the line through two points of the graph. As $h$ shrinks the points run together and the secant becomes the **tangent**. Its slope is the derivative: the rate of change at one instant.

**By hand** for $f(x)=x^3$ at $x=1$:

$$\frac{(1+h)^3-1}{h}=\frac{3h+3h^2+h^3}{h}=3+3h+h^2\;\longrightarrow\;3 .$$
""", r"""
### 극한과 미분의 정의

$$f'(x)=\lim_{h\to0}\frac{f(x+h)-f(x)}{h}$$

이 분수는 그래프 위의 두 점을 지나는 **할선**의 기울기입니다. $h$가 줄어들면 두 점이 가까워지고 할선은 **접선**이 됩니다. 접선의 기울기, 곧 한순간의 변화율이 미분계수입니다.

**손으로 풀기.** $f(x)=x^3$, $x=1$이면

$$\frac{(1+h)^3-1}{h}=\frac{3h+3h^2+h^3}{h}=3+3h+h^2\;\longrightarrow\;3$$
""", slide="subslide")
code("diff-secant-table", r"""
fn cube(x: f64) -> f64 {
    x * x * x
}
let mut slopes = Vec::new();
for h in [1.0, 0.5, 0.1, 0.01, 0.001] {
    slopes.push((h, forward_difference(&cube, 1.0, h)?, 3.0 + 3.0 * h + h * h));
}
table(&["h", "slope of the secant", "3 + 3h + h²"], slopes)
""")
md("diff-secant-look", r"""
Both columns agree. Now drag the slider to the left and watch the second point slide down into the first.
""", r"""
두 열이 일치합니다. 이제 슬라이더를 움직여 둘째 점이 첫째 점으로 미끄러져 들어가는 모습을 봅시다.
""")
figure("secant_to_tangent", "diff-secant-figure", r"""
plot::secant_to_tangent(&cube, 1.0)?
""")

md("diff-v", r"""
#### Where it goes wrong: steps that are too small

On paper $h\to0$. A computer must stop somewhere, and "as small as possible" is bad advice. Two errors pull in opposite directions:

- **truncation**: the secant is not yet the tangent. For the *forward* difference this error is about $\tfrac h2|f''|$; for the *central* difference
$$\frac{f(x+h)-f(x-h)}{2h}$$
the terms with $f''$ in Taylor's formula cancel and it is only $\tfrac{h^2}6|f'''|$;
- **rounding**: $f$ is known to 16 digits. The difference of two nearly equal numbers keeps only the last few of them, and the division by $h$ magnifies what is wrong: about $\varepsilon|f|/h$ with $\varepsilon\approx10^{-16}$.

One falls with $h$, the other grows. Their sum is a V. Read the figure from right to left.
""", r"""
#### 어긋나는 경우: 간격이 너무 작을 때

종이 위에서는 $h\to0$입니다. 컴퓨터는 어디선가 멈추어야 하는데, '되도록 작게'는 좋은 조언이 아닙니다. 두 가지 오차가 반대쪽으로 당기기 때문입니다.

- **절단 오차**: 할선은 아직 접선이 아닙니다. *전진* 차분에서는 이 오차가 약 $\tfrac h2|f''|$입니다. *중심* 차분
$$\frac{f(x+h)-f(x-h)}{2h}$$
에서는 테일러 공식의 $f''$ 항이 서로 지워져 약 $\tfrac{h^2}6|f'''|$에 그칩니다.
- **반올림 오차**: $f$의 값은 16자리까지만 정확합니다. 거의 같은 두 수를 빼면 끝의 몇 자리만 남고, $h$로 나누면 그 오차가 커집니다. 크기는 약 $\varepsilon|f|/h$이고 $\varepsilon\approx10^{-16}$입니다.

하나는 $h$와 함께 줄고 하나는 늘어납니다. 둘을 더하면 V자가 됩니다. 그림을 오른쪽에서 왼쪽으로 읽어 보세요.
""", slide="subslide")
figure("difference_error", "diff-v-figure", r"""
plot::difference_error(&f64::sin, 1.0_f64.cos(), 1.0)?
""")
md("diff-v-look", r"""
Forward is best near $h=10^{-8}$ with 8 right digits, central near $10^{-5}$ with 10 to 11. Richardson combines central differences of several $h$ so that the leading errors cancel, and says how far it may be off:
""", r"""
전진 차분은 $h=10^{-8}$ 근처에서 8자리까지, 중심 차분은 $10^{-5}$ 근처에서 10~11자리까지 맞습니다. 리처드슨 외삽은 $h$가 다른 중심 차분들을 합쳐 큰 오차항을 지우고, 얼마나 틀릴 수 있는지도 알려 줍니다.
""")
code("diff-richardson", r"""
let estimate = richardson(&f64::sin, 1.0)?;
assert!((estimate.value - 1.0_f64.cos()).abs() <= estimate.error && estimate.error < 1e-10);
(show("richardson", &estimate.value), show("cos 1", &1.0_f64.cos()))
""")
drafted("2.1")

md("diff-rules", r"""
### Basic Differentiation Rules

| rule | | example |
|---|---|---|
| power | $(x^n)'=n\,x^{n-1}$ | $(x^3)'=3x^2$ |
| sum | $(f+g)'=f'+g'$ | $(\sin x+e^x)'=\cos x+e^x$ |
| product | $(fg)'=f'g+fg'$ | $(e^x\sin x)'=e^x\sin x+e^x\cos x$ |
| quotient | $(f/g)'=\dfrac{f'g-fg'}{g^2}$ | $(\tan x)'=1/\cos^2x$ |
| chain | $[f(g(x))]'=f'(g(x))\,g'(x)$ | $(\sin x^2)'=2x\cos x^2$ |

*Why the product rule has two terms:* a rectangle with sides $f$ and $g$ grows by a strip along each side, $f'h\cdot g$ and $f\cdot g'h$. The corner, $f'g'h^2$, is too small to count.

Each rule is a statement that a computer can test. The left side below is computed from the definition, which knows no rules; the right side by the rule.
""", r"""
### 기본 미분 규칙

| 규칙 | | 예 |
|---|---|---|
| 거듭제곱 | $(x^n)'=n\,x^{n-1}$ | $(x^3)'=3x^2$ |
| 합 | $(f+g)'=f'+g'$ | $(\sin x+e^x)'=\cos x+e^x$ |
| 곱 | $(fg)'=f'g+fg'$ | $(e^x\sin x)'=e^x\sin x+e^x\cos x$ |
| 몫 | $(f/g)'=\dfrac{f'g-fg'}{g^2}$ | $(\tan x)'=1/\cos^2x$ |
| 연쇄 | $[f(g(x))]'=f'(g(x))\,g'(x)$ | $(\sin x^2)'=2x\cos x^2$ |

*곱의 규칙에는 왜 항이 둘일까요?* 두 변이 $f$, $g$인 직사각형은 변을 따라 띠가 하나씩, $f'h\cdot g$와 $f\cdot g'h$만큼 자랍니다. 모서리의 $f'g'h^2$은 너무 작아서 세지 않습니다.

규칙은 모두 컴퓨터로 검사할 수 있는 명제입니다. 아래에서 왼쪽 값은 규칙을 모르는 정의로, 오른쪽 값은 규칙으로 계산했습니다.
""", slide="subslide")
code("diff-rules-check", r"""
fn square(x: f64) -> f64 {
    x * x
}
let rules = vec![
    power_rule(3, 2.0)?,
    sum_rule(&f64::sin, &f64::exp, 1.0)?,
    product_rule(&f64::exp, &f64::sin, 1.0)?,
    quotient_rule(&f64::sin, &f64::cos, 1.0)?,
    chain_rule(&f64::sin, &square, 1.0)?,
];
assert!(rules.iter().all(|rule| rule.holds()));
table(&["rule", "at x", "left side", "right side", "holds"], rules.iter().map(|r| (r.rule, r.x, r.left, r.right, r.holds())))
""")
md("diff-rules-wrong", r"""
The tempting $(fg)'=f'g'$ would give $e\cos1\approx1.469$ for the third row instead of $3.756$.
""", r"""
흔히 유혹을 받는 $(fg)'=f'g'$을 쓰면 셋째 행이 $3.756$이 아니라 $e\cos1\approx1.469$가 됩니다.
""")
drafted("2.2")

md("diff-act", r"""
#### Derivatives of common deep learning functions

| $f(x)$ | $f'(x)$ | how to see it |
|---|---|---|
| $e^x$ | $e^x$ | the function that is its own slope |
| $\ln x$ | $1/x$ | the inverse of $e^x$ |
| $\sigma(x)=\dfrac1{1+e^{-x}}$ | $\sigma(x)\,(1-\sigma(x))$ | quotient rule, then tidy up |
| $\tanh x$ | $1-\tanh^2x$ | $\tanh x=2\sigma(2x)-1$ |
| $\operatorname{ReLU}(x)=\max(x,0)$ | $1$ for $x>0$, $0$ for $x<0$ | two straight lines |

To be exact: at $x=0$ ReLU has a corner and *no* derivative. Programs need an answer and take 0, as this book and PyTorch do; any number from 0 to 1 would serve, and since an input is hardly ever exactly 0 it rarely matters.

Choose a function with the slider and compare the curve with its derivative: where is the slope largest, and what happens far out?
""", r"""
#### 딥러닝에서 자주 쓰이는 함수의 미분

| $f(x)$ | $f'(x)$ | 이유 |
|---|---|---|
| $e^x$ | $e^x$ | 자기 자신이 기울기인 함수 |
| $\ln x$ | $1/x$ | $e^x$의 역함수 |
| $\sigma(x)=\dfrac1{1+e^{-x}}$ | $\sigma(x)\,(1-\sigma(x))$ | 몫의 규칙을 쓰고 정리 |
| $\tanh x$ | $1-\tanh^2x$ | $\tanh x=2\sigma(2x)-1$ |
| $\operatorname{ReLU}(x)=\max(x,0)$ | $x>0$이면 $1$, $x<0$이면 $0$ | 직선 두 개 |

정확히 말하면 ReLU는 $x=0$에서 꺾여 있어 미분계수가 *없습니다*. 그래도 프로그램은 답을 내야 하므로 이 책도 PyTorch도 0으로 정합니다. 0과 1 사이의 어떤 수라도 괜찮고, 입력이 정확히 0인 일은 드물어 차이도 거의 없습니다.

슬라이더로 함수를 골라 곡선과 도함수를 견주어 보세요. 어디에서 가장 가파릅니까? 멀리 가면 어떻게 됩니까?
""", slide="subslide")
figure("activations", "diff-act-figure", r"""
plot::activations()?
""")
code("diff-act-table", r"""
table(&["function", "slope at −4", "slope at 0", "slope at 4"], Activation::ALL.map(|a| (a.name(), a.derivative(-4.0), a.derivative(0.0), a.derivative(4.0))))
""")
md("diff-vanish", r"""
**Why this matters.** On its way back through the layers a gradient is multiplied by one such slope per layer. For the sigmoid that is at most ¼:
""", r"""
**왜 중요할까요?** 그래디언트는 층을 거슬러 올라갈 때마다 이런 기울기가 하나씩 곱해집니다. 시그모이드라면 아무리 커도 ¼입니다.
""", slide="subslide")
code("diff-vanish-table", r"""
table(&["layers", "largest factor, sigmoid", "active ReLU"], [1, 5, 10, 20].map(|n: i32| (n, sigmoid_derivative(0.0).powi(n), relu_derivative(1.0).powi(n))))
""")
md("diff-vanish-look", r"""
After ten sigmoid layers at most a millionth is left: the **vanishing gradient**. It is the main reason why hidden layers use ReLU and its relatives.

**Where it goes wrong: cancellation.** $\sigma(1-\sigma)$ is right on paper. In floating point $\sigma(40)$ rounds to 1 and the product to 0. Written as $\sigma(x)\,\sigma(-x)$ nothing is subtracted, and all digits survive:
""", r"""
시그모이드 층 열 개를 지나면 백만분의 일도 남지 않습니다. 이것이 **기울기 소실**이고, 은닉층에 ReLU 계열을 쓰는 가장 큰 이유입니다.

**어긋나는 경우: 자릿수 소실.** $\sigma(1-\sigma)$는 종이 위에서는 맞습니다. 그러나 부동소수점에서는 $\sigma(40)$이 1로 반올림되어 곱이 0이 됩니다. $\sigma(x)\,\sigma(-x)$로 쓰면 뺄셈이 없어 모든 자리가 살아남습니다.
""")
code("diff-cancel", r"""
assert_eq!((sigmoid(1000.0), sigmoid(-1000.0)), (1.0, 0.0));
(show("σ(40)(1 - σ(40))", &(sigmoid(40.0) * (1.0 - sigmoid(40.0)))), show("sigmoid_derivative(40)", &sigmoid_derivative(40.0)))
""")
drafted("2.3")
drafted("2.4")

md("diff-taylor", r"""
#### The derivative is the best straight line

Near $a$ the tangent $f(a)+f'(a)(x-a)$ is the straight line that fits best; higher derivatives give the best parabola, cubic and so on, **Taylor's polynomial**

$$f(x)\approx\sum_{k=0}^n\frac{f^{(k)}(a)}{k!}(x-a)^k .$$

Every method of this chapter rests on it: gradient descent trusts the line, Newton's method the parabola. With each order the polynomial follows the sine a little farther, and then leaves it for good. *Trust it near $a$ only*: that is what a learning rate is for.
""", r"""
#### 미분은 가장 잘 맞는 직선

$a$ 근처에서 가장 잘 맞는 직선이 접선 $f(a)+f'(a)(x-a)$입니다. 고계 도함수를 쓰면 가장 잘 맞는 포물선, 삼차식을 얻고, 이것을 **테일러 다항식**이라고 합니다.

$$f(x)\approx\sum_{k=0}^n\frac{f^{(k)}(a)}{k!}(x-a)^k$$

이 장의 방법은 모두 여기에 기댑니다. 경사 하강법은 직선을, 뉴턴법은 포물선을 믿습니다. 차수를 올릴수록 다항식은 사인 곡선을 조금 더 멀리까지 따라가다가 결국 벗어납니다. *$a$ 근처에서만 믿으세요.* 학습률이 필요한 이유가 바로 이것입니다.
""", slide="subslide")
figure("taylor", "diff-taylor-figure", r"""
plot::taylor(&Jet::sin, 0.0, &[1, 3, 5, 7, 9, 11], (-7.0, 7.0))?
""")
code("diff-taylor-run", r"""
let polynomial = taylor(&Jet::sin, 0.0, 5)?;
assert!((polynomial.coefficients[3] + 1.0 / 6.0).abs() < 1e-15);
table(&["x", "Taylor, order 5", "sin x"], [0.5_f64, 1.0, 2.0, 4.0].map(|x| [x, polynomial.evaluate(x), x.sin()]))
""")

md("diff-partial", r"""
### Partial Derivatives

A loss depends on many variables. The partial derivative $\dfrac{\partial f}{\partial x_i}$ moves one of them and holds the others still: the rules of one variable are enough.

**By hand** for $f(x,y)=x^2+3xy+y^2$:

$$\frac{\partial f}{\partial x}=2x+3y,\qquad\frac{\partial f}{\partial y}=3x+2y,$$

so at $(1,2)$ they are $8$ and $7$.
""", r"""
### 편미분

손실은 변수가 여럿입니다. 편미분 $\dfrac{\partial f}{\partial x_i}$은 변수 하나만 움직이고 나머지는 붙들어 둔 미분이므로, 일변수의 규칙만으로 충분합니다.

**손으로 풀기.** $f(x,y)=x^2+3xy+y^2$이면

$$\frac{\partial f}{\partial x}=2x+3y,\qquad\frac{\partial f}{\partial y}=3x+2y$$

이고, $(1,2)$에서는 각각 $8$과 $7$입니다.
""", slide="subslide")
code("diff-partial-run", r"""
fn mixed(p: &Array1<f64>) -> f64 {
    p[0] * p[0] + 3.0 * p[0] * p[1] + p[1] * p[1]
}
let partials = gradient(&mixed, &array![1.0, 2.0])?;
assert!(norm_linf(&(&partials - &array![8.0, 7.0])) < 1e-8);
show("(∂f/∂x, ∂f/∂y)", &partials)
""")

md("diff-gradient", r"""
### Gradient

$$\nabla f=\begin{bmatrix}\partial f/\partial x_1\\\vdots\\\partial f/\partial x_n\end{bmatrix}$$

All partial derivatives in one vector. What does it say about a step in *any* direction? For a unit vector $\mathbf u$ the slope is

$$\nabla f\cdot\mathbf u=\lVert\nabla f\rVert\cos\theta ,$$

largest when $\mathbf u$ points along the gradient ($\theta=0$), zero across it, most negative against it. So **the gradient points in the direction of steepest ascent**, its length is the steepness there, and to make a loss smaller one walks the other way.

**By hand** for $f(x,y)=x^2+2y^2$: $\nabla f=(2x,4y)$, at $(3,4)$ it is $(6,16)$. By central differences with $h=10^{-5}$:
""", r"""
### 그래디언트

$$\nabla f=\begin{bmatrix}\partial f/\partial x_1\\\vdots\\\partial f/\partial x_n\end{bmatrix}$$

편미분을 모두 모은 벡터로, 기울기 벡터라고도 합니다. *임의의* 방향으로 걸으면 어떻게 될까요? 단위벡터 $\mathbf u$ 방향의 기울기는

$$\nabla f\cdot\mathbf u=\lVert\nabla f\rVert\cos\theta$$

입니다. $\mathbf u$가 그래디언트와 나란하면($\theta=0$) 가장 크고, 수직이면 0이고, 반대쪽이면 가장 작습니다. 그래서 **그래디언트는 가장 가파르게 올라가는 방향**을 가리키고, 그 길이는 그 방향의 가파름입니다. 손실을 줄이려면 반대로 걷습니다.

**손으로 풀기.** $f(x,y)=x^2+2y^2$이면 $\nabla f=(2x,4y)$이고 $(3,4)$에서 $(6,16)$입니다. $h=10^{-5}$인 중심 차분으로 구해 봅시다.
""", slide="slide")
code("diff-gradient-run", r"""
fn ellipse(p: &Array1<f64>) -> f64 {
    p[0] * p[0] + 2.0 * p[1] * p[1]
}
let at = array![3.0, 4.0];
let numerical = numerical_gradient(&ellipse, &at, 1e-5)?;
assert!(norm_linf(&(&numerical - &array![6.000000000128124, 15.999999999749546])) < 1e-12);
(show("by differences", &numerical), show("by hand", &array![2.0 * at[0], 4.0 * at[1]]))
""")
md("diff-gradient-int", r"""
The differences are right to ten digits, not more. And a trap for those who translate this to NumPy: with an *integer* array (`np.array([3, 4])`) a step of $10^{-5}$ is cut off to 0, and the "gradient" is zero everywhere. Rust does not let a whole number pass for an `f64`.

Turn away from the gradient, and watch the slope fall with the cosine:
""", r"""
차분은 열 자리까지만 맞습니다. NumPy로 옮길 때 빠지기 쉬운 함정도 있습니다. *정수* 배열(`np.array([3, 4])`)에 $10^{-5}$을 더하면 소수점 아래가 잘려, '그래디언트'가 어디에서나 0이 됩니다. Rust에서는 정수를 `f64` 자리에 넣을 수 없습니다.

그래디언트에서 방향을 돌려 보면 기울기가 코사인을 따라 줄어듭니다.
""")
code("diff-gradient-turn", r"""
let mut turned = Vec::new();
for degrees in [0.0_f64, 30.0, 60.0, 90.0, 135.0, 180.0] {
    let angle = 16.0_f64.atan2(6.0) + degrees.to_radians();
    let slope = directional_derivative(&ellipse, &at, &array![angle.cos(), angle.sin()])?;
    turned.push((degrees, (slope * 1e6).round() / 1e6));
}
table(&["degrees away from the gradient", "slope"], turned)
""")
if figure("gradient_field", "diff-gradient-figure", r"""
plot::gradient_field(&mixed, (-2.0, 2.0), (-2.0, 2.0))?
""", slide="subslide"):
    md("diff-gradient-look", r"""
Every arrow crosses its contour **at a right angle**: along a contour $f$ does not change, so the slope in that direction is $\nabla f\cdot\mathbf u=0$. Where contours lie close together the ground is steep and the arrows are long.
""", r"""
모든 화살표가 등고선과 **직각으로** 만납니다. 등고선을 따라가면 $f$가 변하지 않으므로 그 방향의 기울기 $\nabla f\cdot\mathbf u$가 0이기 때문입니다. 등고선이 촘촘한 곳은 가파르고 화살표도 깁니다.
""")
if figure("tangent_plane", "diff-plane-figure", r"""
plot::tangent_plane(&ellipse, &array![1.0, 0.5])?
""", slide="subslide"):
    md("diff-plane-look", r"""
In two variables the best straight line becomes the best plane, $f(\mathbf a)+\nabla f(\mathbf a)\cdot(\mathbf x-\mathbf a)$. Turn the surface and look along the plane from the side.
""", r"""
변수가 둘이면 가장 잘 맞는 직선은 가장 잘 맞는 평면 $f(\mathbf a)+\nabla f(\mathbf a)\cdot(\mathbf x-\mathbf a)$이 됩니다. 곡면을 돌려서 평면을 옆에서 바라보세요.
""")
md("diff-real", r"""
**On real data.** 442 patients with diabetes: how well do the body mass index and the blood pressure (both standardised: mean 0, deviation 1) foretell the course of the illness? With weights $w_1,w_2$ the loss is

$$L(\mathbf w)=\frac1{2n}\sum_{i=1}^n(w_1x_{i1}+w_2x_{i2}-y_i)^2 .$$
""", r"""
**실제 데이터로.** 당뇨병 환자 442명의 체질량지수와 혈압(둘 다 평균 0, 표준편차 1로 표준화)으로 병의 경과를 얼마나 내다볼 수 있을까요? 가중치를 $w_1,w_2$라 하면 손실은 다음과 같습니다.

$$L(\mathbf w)=\frac1{2n}\sum_{i=1}^n(w_1x_{i1}+w_2x_{i2}-y_i)^2$$
""", slide="subslide")
code("diff-real-loss", r"""
fn standardized(v: &ArrayRef1<f64>) -> Array1<f64> {
    let centred = v.to_owned() - v.sum() / v.len() as f64;
    let deviation = (centred.dot(&centred) / v.len() as f64).sqrt();
    centred / deviation
}
let patients = data::diabetes();
let (bmi, pressure) = (standardized(&patients.features.column(2)), standardized(&patients.features.column(3)));
let score = standardized(&patients.target);
let n = score.len() as f64;
let target = score.clone();
let loss: Box<dyn Fn(&Array1<f64>) -> f64> = Box::new(move |w: &Array1<f64>| {
    let residual = w[0] * &bmi + w[1] * &pressure - &target;
    residual.dot(&residual) / (2.0 * n)
});
show("∇L(0, 0)", &gradient(&loss, &array![0.0, 0.0])?)
""")
md("diff-real-look", r"""
Both entries are negative: raising either weight lowers the loss, and the body mass index promises more. (At $\mathbf w=\mathbf 0$ the gradient of standardised data is minus the correlation with the target.) The valley's bottom, where the arrows shrink to nothing, is the best fit.
""", r"""
두 성분이 모두 음수입니다. 어느 가중치를 올려도 손실이 줄고, 체질량지수 쪽이 더 많이 줄어듭니다. (표준화한 데이터에서 $\mathbf w=\mathbf 0$의 그래디언트는 목표와의 상관계수에 음의 부호를 붙인 것입니다.) 화살표가 사라지는 골짜기 바닥이 가장 잘 맞는 가중치입니다.
""")
figure("gradient_field", "diff-real-figure", r"""
plot::gradient_field(&loss, (-0.3, 1.3), (-0.5, 1.1))?.x("weight of the body mass index").y("weight of the blood pressure")
""")
drafted("2.5")
drafted("2.6")

md("diff-jacobian", r"""
### Jacobian Matrix

A layer has many outputs. For $\mathbf f:\mathbb R^n\to\mathbb R^m$ the **Jacobian** holds every derivative, one row for each output, one column for each input:

$$J_{ij}=\frac{\partial f_i}{\partial x_j}\in\mathbb R^{m\times n},\qquad \mathbf f(\mathbf x+\mathbf d)\approx\mathbf f(\mathbf x)+J\mathbf d .$$

It is the matrix of the best linear map near $\mathbf x$; the gradient of a scalar function is its one row, written as a column. For a linear layer $W\mathbf x+\mathbf b$ the Jacobian is $W$ itself.

**By hand:** $\mathbf f(x,y)=(x^2y,\;x+3y)$ has $J=\begin{pmatrix}2xy&x^2\\1&3\end{pmatrix}$, at $(1,2)$ it is $\begin{pmatrix}4&1\\1&3\end{pmatrix}$.
""", r"""
### 야코비 행렬

층은 출력이 여럿입니다. $\mathbf f:\mathbb R^n\to\mathbb R^m$의 **야코비 행렬**(Jacobian)에는 모든 편미분이 들어 있습니다. 행은 출력, 열은 입력입니다.

$$J_{ij}=\frac{\partial f_i}{\partial x_j}\in\mathbb R^{m\times n},\qquad \mathbf f(\mathbf x+\mathbf d)\approx\mathbf f(\mathbf x)+J\mathbf d$$

$\mathbf x$ 근처에서 가장 잘 맞는 선형 변환의 행렬입니다. 스칼라 함수라면 행이 하나뿐이고, 그것을 열로 쓴 것이 그래디언트입니다. 선형층 $W\mathbf x+\mathbf b$의 야코비 행렬은 $W$ 자신입니다.

**손으로 풀기.** $\mathbf f(x,y)=(x^2y,\;x+3y)$이면 $J=\begin{pmatrix}2xy&x^2\\1&3\end{pmatrix}$이고 $(1,2)$에서 $\begin{pmatrix}4&1\\1&3\end{pmatrix}$입니다.
""", slide="slide")
code("diff-jacobian-run", r"""
fn pair(p: &Array1<f64>) -> Array1<f64> {
    array![p[0] * p[0] * p[1], p[0] + 3.0 * p[1]]
}
let j = jacobian(&pair, &array![1.0, 2.0])?;
assert!(norm_frobenius(&(&j - &array![[4.0, 1.0], [1.0, 3.0]])) < 1e-8);
show("J(1, 2)", &j)
""")
md("diff-jacobian-softmax", r"""
**In deep learning.** Softmax turns scores into probabilities $\mathbf p$, and its Jacobian is $\operatorname{diag}(\mathbf p)-\mathbf p\mathbf p^\mathsf T$: raising one score raises its own probability and lowers all others. Each column adds up to 0, because the probabilities go on adding up to 1.
""", r"""
**딥러닝에서는.** 소프트맥스는 점수를 확률 $\mathbf p$로 바꾸고, 그 야코비 행렬은 $\operatorname{diag}(\mathbf p)-\mathbf p\mathbf p^\mathsf T$입니다. 점수 하나를 올리면 그 확률이 오르고 나머지는 모두 내려갑니다. 확률의 합이 늘 1이므로 열의 합은 0입니다.
""")
code("diff-jacobian-softmax-run", r"""
fn probabilities(z: &Array1<f64>) -> Array1<f64> {
    let powers = z.mapv(f64::exp);
    &powers / powers.sum()
}
let scores = array![2.0, 1.0, 0.0];
let p = probabilities(&scores);
let by_formula = diagonal(&p) - outer(&p, &p);
assert!(norm_frobenius(&(jacobian(&probabilities, &scores)? - &by_formula)) < 1e-9);
(show("p", &p), show("J", &by_formula))
""")
drafted("2.7")

md("diff-hessian", r"""
### Hessian Matrix

The gradient says which way is up; the second derivatives say how the slope itself changes, the **curvature**:

$$H_{ij}=\frac{\partial^2f}{\partial x_i\,\partial x_j},\qquad f(\mathbf x+\mathbf d)\approx f(\mathbf x)+\nabla f\cdot\mathbf d+\tfrac12\,\mathbf d^\mathsf TH\,\mathbf d .$$

Where the second derivatives are continuous the order does not matter, so $H$ is symmetric, and §1.3 applies: along its eigenvectors the curvature is the eigenvalue. **At a point where $\nabla f=\mathbf 0$**:

| eigenvalues of $H$ | the point is |
|---|---|
| all positive | a local minimum |
| all negative | a local maximum |
| both signs | a saddle |
| some zero, the rest of one sign | *undecided*: higher terms tell |

Two things are easily forgotten: the table is only about points with zero gradient, and its last row.
""", r"""
### 헤세 행렬

그래디언트는 어느 쪽이 오르막인지 알려 줍니다. 기울기 자체가 어떻게 변하는지, 곧 **곡률**은 이차 미분이 알려 줍니다. 이것을 모은 것이 **헤세 행렬**(Hessian, 헤시안)입니다.

$$H_{ij}=\frac{\partial^2f}{\partial x_i\,\partial x_j},\qquad f(\mathbf x+\mathbf d)\approx f(\mathbf x)+\nabla f\cdot\mathbf d+\tfrac12\,\mathbf d^\mathsf TH\,\mathbf d$$

이차 미분이 연속이면 미분하는 순서를 바꾸어도 같으므로 $H$는 대칭이고, §1.3을 그대로 쓸 수 있습니다. 고유벡터 방향의 곡률이 고윳값입니다. **$\nabla f=\mathbf 0$인 점에서**

| $H$의 고윳값 | 그 점은 |
|---|---|
| 모두 양수 | 극소 |
| 모두 음수 | 극대 |
| 부호가 섞임 | 안장점 |
| 0이 있고 나머지는 부호가 같음 | *판정 불가*: 더 높은 차수의 항을 보아야 함 |

두 가지를 잊기 쉽습니다. 이 표는 그래디언트가 0인 점에 대한 것이고, 마지막 행도 있다는 점입니다.
""", slide="slide")
md("diff-hessian-hand", r"""
**By hand.** $f=x^2+3xy+y^2$ looks like a bowl: two squares with positive signs. Its Hessian is $\begin{pmatrix}2&3\\3&2\end{pmatrix}$ with the eigenvalues $5$ along $(1,1)$ and $-1$ along $(1,-1)$. A saddle! Walk along $(t,-t)$: $f=t^2-3t^2+t^2=-t^2$.
""", r"""
**손으로 풀기.** $f=x^2+3xy+y^2$은 제곱항이 모두 양수라 그릇처럼 보입니다. 그러나 헤세 행렬은 $\begin{pmatrix}2&3\\3&2\end{pmatrix}$이고 고윳값은 $(1,1)$ 방향으로 $5$, $(1,-1)$ 방향으로 $-1$입니다. 안장점입니다! $(t,-t)$를 따라 걸으면 $f=t^2-3t^2+t^2=-t^2$입니다.
""")
code("diff-hessian-run", r"""
let origin = critical_point(&mixed, &array![0.0, 0.0])?;
assert_eq!(origin.kind, CriticalKind::Saddle);
(show("H", &origin.hessian), show("λ", &origin.eigenvalues), show("kind", &origin.kind.to_string()))
""")
code("diff-hessian-undecided", r"""
fn flat(p: &Array1<f64>) -> f64 {
    p[0].powi(4) + p[1].powi(4)
}
let bottom = classify_hessian(&array![[0.0, 0.0], [0.0, 0.0]])?;
(show("the Hessian of x⁴ + y⁴ at 0", &bottom.to_string()), show("f(0.1, 0.1)", &flat(&array![0.1, 0.1])))
""")
md("diff-hessian-look", r"""
$x^4+y^4$ has a minimum at 0, but $H=0$ cannot see it.

The slider goes through the family $ax^2+by^2$. Its eigenvalues are $2a$ and $2b$: watch the bowl flatten to a valley, turn into a saddle and end as a dome.
""", r"""
$x^4+y^4$은 0에서 최소이지만 $H=0$으로는 알 수 없습니다.

슬라이더는 함수족 $ax^2+by^2$을 훑습니다. 고윳값은 $2a$와 $2b$입니다. 그릇이 골짜기로 펴지고, 안장이 되었다가, 언덕으로 끝나는 모습을 보세요.
""")
figure("critical_points", "diff-hessian-figure", r"""
plot::critical_points()?
""")
if figure("curvature", "diff-curvature-figure", r"""
plot::curvature(&f64::sin, (0.0, 6.283185307179586))?
""", slide="subslide"):
    md("diff-curvature-look", r"""
The same in one variable: at each point the parabola with the same value, slope and second derivative hugs the sine. Where $f''>0$ it opens upwards, where $f''<0$ downwards.
""", r"""
변수가 하나일 때도 마찬가지입니다. 각 점에서 값과 기울기와 이차 미분이 같은 포물선이 사인 곡선에 달라붙습니다. $f''>0$이면 위로, $f''<0$이면 아래로 벌어집니다.
""")
drafted("2.8")
drafted("2.9")

md("diff-three", r"""
### Three ways to differentiate

Everything so far used differences. There are two other ways, and modern deep learning lives on the third.

1. **Numerical:** differences. Works for any program; never exact; a gradient of $n$ variables costs $2n$ runs.
2. **Symbolic:** a formula is turned into a formula by the rules. Exact; but formulas explode, and a program with loops and branches is not a formula.
3. **Automatic:** the program itself is run on numbers that carry their derivative along. Exact to rounding, at the price of a few runs.

Here is a function that is a *program*: four rounds of $y\leftarrow4y(1-y)$. As a formula in $x$ it is a polynomial of degree 16. For this one loop there happens to be a closed form by trigonometry, so we know the truth.
""", r"""
### 세 가지 미분법

지금까지는 모두 차분이었습니다. 다른 방법이 둘 더 있고, 오늘의 딥러닝은 셋째 방법으로 살아갑니다.

1. **수치 미분:** 차분입니다. 어떤 프로그램에도 쓸 수 있지만 정확하지 않고, 변수가 $n$개인 그래디언트에 실행이 $2n$번 듭니다.
2. **기호 미분:** 규칙으로 식을 식으로 바꿉니다. 정확하지만 식이 폭발적으로 길어지고, 반복문과 분기가 있는 프로그램은 식이 아닙니다.
3. **자동 미분:** 미분값을 함께 지니고 다니는 수로 프로그램을 그대로 실행합니다. 반올림 오차 안에서 정확하고, 비용은 몇 번 실행하는 정도입니다.

아래 함수는 *프로그램*입니다. $y\leftarrow4y(1-y)$를 네 번 되풀이하며, $x$의 식으로 펼치면 16차 다항식입니다. 이 반복문은 마침 삼각함수로 닫힌 식이 있어서 정답을 알 수 있습니다.
""", slide="slide")
code("diff-three-program", r"""
fn program(x: Dual) -> Dual {
    let mut y = x;
    for _ in 0..4 {
        y = 4.0 * y * (1.0 - y);
    }
    y
}
fn plain(x: f64) -> f64 {
    program(Dual::constant(x)).value
}
""")
code("diff-three-compare", r"""
let x: f64 = 0.2;
let truth = 16.0 * (32.0 * x.sqrt().asin()).sin() / (2.0 * (x * (1.0 - x)).sqrt());
let ways = [
    ("numerical, forward, h = 10⁻⁵", forward_difference(&plain, x, 1e-5)?),
    ("numerical, central, h = 10⁻⁵", central_difference(&plain, x, 1e-5)?),
    ("automatic", dual_derivative(&program, x)?),
];
assert!((ways[2].1 - truth).abs() < 1e-12 * truth.abs());
table(&["way", "derivative", "right digits"], ways.map(|(way, d)| (way, d, (-((d - truth) / truth).abs().max(1e-14).log10()).floor().min(14.0))))
""")
md("diff-dual", r"""
**How automatic differentiation works, forward.** A *dual number* is $a+b\,\varepsilon$ with $\varepsilon^2=0$. Multiply two of them:

$$(a+b\,\varepsilon)(c+d\,\varepsilon)=ac+(ad+bc)\,\varepsilon .$$

The part with $\varepsilon$ is the product rule, and nobody had to program it twice. Start with $x+1\varepsilon$, run the program, read off $f(x)+f'(x)\,\varepsilon$.
""", r"""
**자동 미분의 원리: 전방 모드.** *이원수*(dual number)는 $\varepsilon^2=0$인 $\varepsilon$을 쓴 $a+b\,\varepsilon$입니다. 둘을 곱해 봅시다.

$$(a+b\,\varepsilon)(c+d\,\varepsilon)=ac+(ad+bc)\,\varepsilon$$

$\varepsilon$이 붙은 부분이 곱의 규칙입니다. $x+1\varepsilon$에서 시작해 프로그램을 실행하고 $f(x)+f'(x)\,\varepsilon$을 읽으면 됩니다.
""", slide="subslide")
code("diff-dual-run", r"""
let d = Dual::variable(3.0);
let y = d * d + 2.0 * d; // x² + 2x: 15, and 2x + 2 = 8
assert_eq!((y.value, y.derivative), (15.0, 8.0));
(show("value", &y.value), show("derivative", &y.derivative))
""")
code("diff-dual-source", r"""
source("calculus::dual_derivative")
""", slide="skip")
md("diff-reverse", r"""
**Backward.** Deep learning frameworks remember the steps of a computation and go through them in the opposite order. `Value` is this book's small version of what `torch.tensor(…, requires_grad=True)` does. The same $x^2+2y^2$ at $(3,4)$:
""", r"""
**후방 모드.** 딥러닝 프레임워크는 계산 과정을 기억해 두었다가 거꾸로 되짚습니다. `torch.tensor(…, requires_grad=True)`가 하는 일을 이 책에서 작게 만든 것이 `Value`입니다. 앞에서 본 $x^2+2y^2$을 $(3,4)$에서 미분합니다.
""", slide="subslide")
code("diff-reverse-run", r"""
let x = Value::new(3.0).label("x");
let y = Value::new(4.0).label("y");
let f = (&x * &x + 2.0 * (&y * &y)).label("f");
f.backward();
assert_eq!((x.gradient(), y.gradient()), (6.0, 16.0));
(show("f", &f.value()), show("∂f/∂x", &x.gradient()), show("∂f/∂y", &y.gradient()))
""")
md("diff-next", r"""
Exactly $(6,16)$, where differences gave $6.0000000001$ and $15.9999999997$. How it is done is the next section.

**What to read next:** what differences lose and why, is chapter 4 on floating point; what the Hessian says about learning rates, §2.3.
""", r"""
차분으로는 $6.0000000001$과 $15.9999999997$이었지만 이번에는 정확히 $(6,16)$입니다. 어떻게 하는지는 다음 절에서 봅니다.

**이어서 읽을 곳:** 차분이 왜 자릿수를 잃는지는 부동소수점을 다루는 4장에서, 헤세 행렬이 학습률을 어떻게 정하는지는 §2.3에서 다룹니다.
""", slide="skip")

# ---------------------------------------------------------------- 2.2 ----

md("chain-title", r"""
## 2.2 Chain Rule and Backpropagation

A network is a composition of simple functions. The chain rule differentiates compositions; backpropagation is the chain rule in an order that wastes nothing. With it the derivatives for a million weights cost about as much as two or three evaluations of the network.
""", r"""
## 2.2 연쇄 법칙과 역전파

신경망은 간단한 함수들의 합성입니다. 합성 함수는 연쇄 법칙(체인 룰)으로 미분하고, 연쇄 법칙을 낭비 없는 순서로 적용하는 것이 역전파입니다. 그 덕분에 가중치 백만 개의 미분을 신경망을 두세 번 계산하는 비용으로 얻습니다.
""", slide="slide")
notes("chain-notes", r"""
**60 minutes for §2.2:** chain rule 10, graph 15, two-layer network 20, training on digits 10, what goes wrong 5.
Let two students play the graph: one computes forward and writes every intermediate number on the board, the other walks back and multiplies.
A usual misconception: "backpropagation is how a network learns". It only computes derivatives; the learning is the step downhill of §2.3.
""", r"""
**§2.2에 60분:** 연쇄 법칙 10분, 그래프 15분, 2층 신경망 20분, 숫자 학습 10분, 어긋나는 경우 5분.
학생 두 명에게 그래프를 맡깁니다. 한 명은 앞으로 계산하며 중간값을 모두 칠판에 쓰고, 다른 한 명은 거꾸로 걸으며 곱합니다.
흔한 오해: "역전파가 곧 학습이다." 역전파는 미분을 계산할 뿐이고, 학습은 §2.3의 내리막 걸음입니다.
""")
md("chain-rule", r"""
### Chain Rule

$$\frac{dz}{dx}=\frac{dz}{dy}\cdot\frac{dy}{dx}$$

Rates multiply: if $y$ moves twice as fast as $x$ and $z$ three times as fast as $y$, then $z$ moves six times as fast as $x$. If $x$ reaches $z$ by several ways, their contributions **add**:

$$\frac{\partial z}{\partial x_i}=\sum_j\frac{\partial z}{\partial y_j}\cdot\frac{\partial y_j}{\partial x_i} .$$

In matrices: **the Jacobian of a composition is the product of the Jacobians.**

**By hand:** $z=\sin(x^2)$ at $x=1$: $\dfrac{dz}{dx}=\cos(x^2)\cdot2x=2\cos1\approx1.0806$, the last row of the table of rules above.
""", r"""
### 연쇄 법칙

$$\frac{dz}{dx}=\frac{dz}{dy}\cdot\frac{dy}{dx}$$

변화율은 곱해집니다. $y$가 $x$보다 두 배, $z$가 $y$보다 세 배 빠르게 움직이면 $z$는 $x$보다 여섯 배 빠릅니다. $x$에서 $z$로 가는 길이 여럿이면 각 길의 몫을 **더합니다**.

$$\frac{\partial z}{\partial x_i}=\sum_j\frac{\partial z}{\partial y_j}\cdot\frac{\partial y_j}{\partial x_i}$$

행렬로 말하면 **합성 함수의 야코비 행렬은 야코비 행렬의 곱**입니다.

**손으로 풀기.** $x=1$에서 $z=\sin(x^2)$: $\dfrac{dz}{dx}=\cos(x^2)\cdot2x=2\cos1\approx1.0806$. 앞의 규칙 표에서 마지막 행입니다.
""", slide="subslide")
code("chain-jacobians", r"""
fn inner(p: &Array1<f64>) -> Array1<f64> {
    array![p[0] * p[1], p[0] + p[1]]
}
let at = array![1.0, 2.0];
let product = matmul(&jacobian(&pair, &inner(&at))?, &jacobian(&inner, &at)?)?;
let whole = jacobian(&|p: &Array1<f64>| pair(&inner(p)), &at)?;
assert!(norm_frobenius(&(&product - &whole)) < 1e-7);
(show("J of pair times J of inner", &product), show("J of the composition", &whole))
""")

drafted("2.10")

md("chain-graph", r"""
### Backpropagation

Take the smallest network there is: one weight, one bias, a squared error, $L=(wx+b-y)^2$ with $w=2$, $x=3$, $b=-1$, $y=4$.

**Forward:** $wx=6$, $wx+b=5$, $e=wx+b-y=1$, $L=e\cdot e=1$.

**Backward**, starting with $\partial L/\partial L=1$:

| step | local derivative | gradient |
|---|---|---|
| $L=e\cdot e$ | $e$, twice | $\partial L/\partial e=1+1=2$ |
| $e=s-y$ | $1$ and $-1$ | $\partial L/\partial s=2,\quad\partial L/\partial y=-2$ |
| $s=p+b$ | $1$ and $1$ | $\partial L/\partial p=2,\quad\partial L/\partial b=2$ |
| $p=w\cdot x$ | $x=3$ and $w=2$ | $\partial L/\partial w=6,\quad\partial L/\partial x=4$ |

Note the first row: $e$ goes in **twice**, so it hears back twice, and the two are added. Forgetting that sum is the most common mistake in home-made backpropagation.
""", r"""
### 역전파

가장 작은 신경망부터 봅시다. 가중치 하나, 편향 하나, 제곱 오차 $L=(wx+b-y)^2$이고 $w=2$, $x=3$, $b=-1$, $y=4$입니다.

**순방향:** $wx=6$, $wx+b=5$, $e=wx+b-y=1$, $L=e\cdot e=1$.

**역방향:** $\partial L/\partial L=1$에서 시작합니다.

| 단계 | 국소 미분 | 그래디언트 |
|---|---|---|
| $L=e\cdot e$ | $e$, 두 번 | $\partial L/\partial e=1+1=2$ |
| $e=s-y$ | $1$과 $-1$ | $\partial L/\partial s=2,\quad\partial L/\partial y=-2$ |
| $s=p+b$ | $1$과 $1$ | $\partial L/\partial p=2,\quad\partial L/\partial b=2$ |
| $p=w\cdot x$ | $x=3$과 $w=2$ | $\partial L/\partial w=6,\quad\partial L/\partial x=4$ |

첫 행을 눈여겨보세요. $e$는 **두 번** 들어가므로 두 번 돌려받고, 둘을 더합니다. 역전파를 직접 짤 때 가장 흔한 실수가 이 덧셈을 빠뜨리는 것입니다.
""", slide="slide")
code("chain-graph-run", r"""
let (w, x) = (Value::new(2.0).label("w"), Value::new(3.0).label("x"));
let (b, y) = (Value::new(-1.0).label("b"), Value::new(4.0).label("y"));
let e = (&w * &x + &b - &y).label("e");
let squared = (&e * &e).label("L");
squared.backward();
assert_eq!((w.gradient(), b.gradient(), x.gradient()), (6.0, 2.0, 4.0));
(show("∂L/∂w", &w.gradient()), show("∂L/∂b", &b.gradient()), show("∂L/∂x", &x.gradient()))
""")
if figure("computation_graph", "chain-graph-figure", r"""
plot::computation_graph(&squared.graph())?
""", slide="subslide"):
    md("chain-graph-look", r"""
Drag the slider: the values are already there, and the gradients flow back, node by node, from $L$ to the inputs. On each arrow the gradient is multiplied by the local derivative; where arrows meet they add.

The whole machine is this loop:
""", r"""
슬라이더를 움직여 보세요. 값은 이미 채워져 있고, 그래디언트가 $L$에서 입력까지 마디마다 거슬러 흐릅니다. 화살표를 지날 때마다 국소 미분이 곱해지고, 화살표가 만나는 곳에서 더해집니다.

기계 전체가 다음 반복문 하나입니다.
""")
code("chain-graph-source", r"""
source("calculus::Value::backward")
""", slide="skip")
drafted("2.11")

md("chain-order", r"""
**Why backward and not forward?** The chain rule is a product of Jacobians, and a product may be computed from either end.

| | from the inputs (forward mode) | from the loss (reverse mode) |
|---|---|---|
| one pass gives | the derivatives of *all outputs* for one input | the derivatives of one output for *all inputs* |
| loss of a network with $n$ weights | $n$ passes | **1 pass** |
| price | no memory | all intermediate values must be kept |

A loss is one number, the weights are millions: reverse mode wins by a factor of millions. The memory in the last row is why training needs so much more of it than using a network.
""", r"""
**왜 앞이 아니라 뒤에서부터 계산할까요?** 연쇄 법칙은 야코비 행렬의 곱이고, 곱은 어느 쪽 끝에서 시작해도 됩니다.

| | 입력부터(전방 모드) | 손실부터(후방 모드) |
|---|---|---|
| 한 번에 얻는 것 | 입력 하나에 대한 *모든 출력*의 미분 | *모든 입력*에 대한 출력 하나의 미분 |
| 가중치가 $n$개인 신경망의 손실 | $n$번 | **1번** |
| 대가 | 기억할 것 없음 | 중간값을 모두 기억해야 함 |

손실은 수 하나이고 가중치는 수백만 개이므로 후방 모드가 수백만 배 유리합니다. 학습할 때 메모리가 훨씬 많이 드는 이유는 마지막 행에 있습니다.
""", slide="subslide")

md("chain-net", r"""
#### A two-layer network by hand

$$\mathbf z_1=W_1\mathbf x+\mathbf b_1,\qquad\mathbf h=\operatorname{ReLU}(\mathbf z_1),\qquad\mathbf z_2=W_2\mathbf h+\mathbf b_2,\qquad L=\ell(\operatorname{softmax}(\mathbf z_2),\mathbf y).$$

One often sees the answer as $\dfrac{\partial L}{\partial W_1}=\dfrac{\partial L}{\partial\mathbf z_2}\cdot\dfrac{\partial\mathbf z_2}{\partial\mathbf h}\cdot\dfrac{\partial\mathbf h}{\partial W_1}$. As a reminder of the path that is fine; as a formula it hides the shapes ($\partial\mathbf h/\partial W_1$ has three indices) and the order of the factors. With shapes, for 3 inputs, 4 hidden units, 2 outputs, and $\mathbf g=\partial L/\partial\mathbf z_2$:

| backward step | formula | shape |
|---|---|---|
| weights of layer 2 | $\partial L/\partial W_2=\mathbf g\,\mathbf h^\mathsf T$ | $2\times4$ |
| biases of layer 2 | $\partial L/\partial\mathbf b_2=\mathbf g$ | $2$ |
| hidden units | $\partial L/\partial\mathbf h=W_2^\mathsf T\mathbf g$ | $4$ |
| through ReLU | $\partial L/\partial\mathbf z_1=\partial L/\partial\mathbf h\odot\operatorname{ReLU}'(\mathbf z_1)$ | $4$ |
| weights of layer 1 | $\partial L/\partial W_1=(\partial L/\partial\mathbf z_1)\,\mathbf x^\mathsf T$ | $4\times3$ |
| biases of layer 1 | $\partial L/\partial\mathbf b_1=\partial L/\partial\mathbf z_1$ | $4$ |

**A gradient has the shape of its weights**, and a transposed matrix carries errors backward. If you remember these two sentences you can rebuild the table.
""", r"""
#### 2층 신경망을 손으로

$$\mathbf z_1=W_1\mathbf x+\mathbf b_1,\qquad\mathbf h=\operatorname{ReLU}(\mathbf z_1),\qquad\mathbf z_2=W_2\mathbf h+\mathbf b_2,\qquad L=\ell(\operatorname{softmax}(\mathbf z_2),\mathbf y)$$

흔히 $\dfrac{\partial L}{\partial W_1}=\dfrac{\partial L}{\partial\mathbf z_2}\cdot\dfrac{\partial\mathbf z_2}{\partial\mathbf h}\cdot\dfrac{\partial\mathbf h}{\partial W_1}$이라고 씁니다. 지나는 길을 떠올리기에는 좋지만, 식으로 보면 크기($\partial\mathbf h/\partial W_1$은 첨자가 셋입니다)와 곱하는 순서가 가려져 있습니다. 입력 3개, 은닉 유닛 4개, 출력 2개일 때 $\mathbf g=\partial L/\partial\mathbf z_2$라 두고 크기까지 적으면 다음과 같습니다.

| 역방향 단계 | 식 | 크기 |
|---|---|---|
| 둘째 층의 가중치 | $\partial L/\partial W_2=\mathbf g\,\mathbf h^\mathsf T$ | $2\times4$ |
| 둘째 층의 편향 | $\partial L/\partial\mathbf b_2=\mathbf g$ | $2$ |
| 은닉 유닛 | $\partial L/\partial\mathbf h=W_2^\mathsf T\mathbf g$ | $4$ |
| ReLU 통과 | $\partial L/\partial\mathbf z_1=\partial L/\partial\mathbf h\odot\operatorname{ReLU}'(\mathbf z_1)$ | $4$ |
| 첫째 층의 가중치 | $\partial L/\partial W_1=(\partial L/\partial\mathbf z_1)\,\mathbf x^\mathsf T$ | $4\times3$ |
| 첫째 층의 편향 | $\partial L/\partial\mathbf b_1=\partial L/\partial\mathbf z_1$ | $4$ |

**그래디언트의 크기는 가중치의 크기와 같고**, 오차는 전치 행렬을 타고 거꾸로 흐릅니다. 이 두 문장만 기억하면 표를 다시 만들 수 있습니다.
""", slide="slide")
code("chain-net-forward", r"""
let net = SimpleNet::seeded(42);
let input = array![1.0, 2.0, 3.0];
let pass = net.forward(&input)?;
assert!(norm_linf(&(&pass.z2 - &array![-0.03092768700854755, -0.03629074462510634])) < 1e-15);
(show("z₁", &pass.z1), show("h", &pass.h), show("z₂", &pass.z2))
""")
md("chain-net-seed", r"""
The weights are NumPy's `randn` with seed 42, times 0.1. The fourth hidden unit is switched off by ReLU. For the backward pass let $\mathbf g=(1,-1)$, as if the loss wanted the first output lower and the second higher.
""", r"""
가중치는 시드가 42인 NumPy의 `randn`에 0.1을 곱한 값입니다. 넷째 은닉 유닛은 ReLU가 꺼 놓았습니다. 역방향은 $\mathbf g=(1,-1)$로 시작합니다. 손실을 줄이려면 첫째 출력을 낮추고 둘째 출력을 높여야 하는 상황입니다.
""")
code("chain-net-backward", r"""
let grads = net.backward(&pass, &array![1.0, -1.0])?;
let expected_w1 = array![
    [0.12547933919004578, 0.25095867838009156, 0.37643801757013734],
    [-0.22275275772530717, -0.44550551545061434, -0.6682582731759215],
    [-0.08168937569918219, -0.16337875139836439, -0.24506812709754658],
    [0.0, 0.0, 0.0],
];
let expected_w2 = array![
    [0.21632511649709407, 0.03523122361138119, 0.17056591160083526, 0.0],
    [-0.21632511649709407, -0.03523122361138119, -0.17056591160083526, 0.0],
];
assert!(norm_frobenius(&(&grads.w1 - &expected_w1)) < 1e-14 && norm_frobenius(&(&grads.w2 - &expected_w2)) < 1e-14);
assert!(norm_linf(&(&grads.b1 - &expected_w1.column(0))) < 1e-14 && grads.b2 == array![1.0, -1.0]);
(show("∂L/∂W₁", &grads.w1), show("∂L/∂W₂", &grads.w2))
""")
md("chain-net-look", r"""
Read the output: each matrix is an outer product, so its rows are multiples of one another (rank 1!). The unit that was off learns nothing this time: a row of zeros in $\partial L/\partial W_1$ and a column of zeros in $\partial L/\partial W_2$. A unit that is off for *every* input never learns again, a "dead ReLU".
""", r"""
출력을 읽어 봅시다. 두 행렬 모두 외적이어서 행끼리 서로 배수입니다(랭크 1!). 꺼져 있던 유닛은 이번에 아무것도 배우지 못합니다. $\partial L/\partial W_1$의 행 하나와 $\partial L/\partial W_2$의 열 하나가 0입니다. *모든* 입력에서 꺼져 있는 유닛은 다시는 배우지 못합니다. 이것을 '죽은 ReLU'라고 합니다.
""")
code("chain-net-source", r"""
source("calculus::SimpleNet::backward")
""", slide="skip")
md("chain-check", r"""
**Never trust a gradient that you have not checked.** All 26 parameters go in one vector; central differences compute the same gradient without any chain rule; the two must agree to about seven digits.
""", r"""
**검사하지 않은 그래디언트는 믿지 마세요.** 매개변수 26개를 벡터 하나에 담고, 연쇄 법칙을 전혀 쓰지 않는 중심 차분으로 같은 그래디언트를 구합니다. 두 값은 일곱 자리쯤 일치해야 합니다.
""", slide="subslide")
code("chain-check-run", r"""
let z2_gap: Box<dyn Fn(&Array1<f64>) -> f64> = {
    let (net, input) = (net.clone(), input.clone());
    Box::new(move |p: &Array1<f64>| {
        net.with_parameters(p).and_then(|n| n.forward(&input)).map_or(f64::NAN, |pass| pass.z2[0] - pass.z2[1])
    })
};
let good = gradient_check(&z2_gap, &net.parameters(), &grads.flatten())?;
let mut no_relu = grads.clone();
no_relu.b1 = matvec(&net.w2.t(), &array![1.0, -1.0])?; // forgets to multiply by ReLU′
no_relu.w1 = outer(&no_relu.b1, &input);
let bad = gradient_check(&z2_gap, &net.parameters(), &no_relu.flatten())?;
assert!(good.passes() && !bad.passes());
table(&["backward pass", "relative error below 10⁻⁶"], [("as above", good.passes()), ("without ReLU′", bad.passes())])
""")
drafted("2.12")
drafted("2.13")

md("chain-tape", r"""
#### The same by machine, on real data

`Var` does for matrices what `Value` does for numbers: it records, and `backward` goes back. (A sample is a row here, so weights are inputs × outputs.) It agrees with our table:
""", r"""
#### 기계로, 실제 데이터로

`Value`가 수에 하는 일을 `Var`는 행렬에 합니다. 계산을 기록하고, `backward`로 되짚습니다. (여기서는 표본이 행이므로 가중치는 입력 × 출력입니다.) 우리가 만든 표와 일치합니다.
""", slide="slide")
code("chain-tape-run", r"""
let (tw1, tb1) = (Var::parameter(net.w1.t().to_owned()), Var::parameter(net.b1.clone().insert_axis(Axis(0))));
let (tw2, tb2) = (Var::parameter(net.w2.t().to_owned()), Var::parameter(net.b2.clone().insert_axis(Axis(0))));
let tape_out = Var::constant(input.clone().insert_axis(Axis(0))).affine(&tw1, &tb1)?.relu().affine(&tw2, &tb2)?;
tape_out.backward_from(&array![[1.0, -1.0]])?;
assert!(norm_frobenius(&(transpose(&tw1.gradient()?) - &grads.w1)) < 1e-14);
show("∂L/∂W₁ᵀ from the tape", &tw1.gradient()?)
""")
md("chain-ce", r"""
Where does $\mathbf g$ come from? For softmax followed by cross-entropy, the two Jacobians multiply to something beautifully simple: **prediction minus truth**, $\;\partial L/\partial\mathbf z=\mathbf p-\mathbf y$.
""", r"""
$\mathbf g$는 어디에서 올까요? 소프트맥스 다음에 교차 엔트로피가 오면 두 야코비 행렬의 곱이 놀랄 만큼 간단해집니다. **예측 빼기 정답**, 곧 $\;\partial L/\partial\mathbf z=\mathbf p-\mathbf y$입니다.
""")
code("chain-ce-run", r"""
let logits = Var::parameter(array![[2.0, 1.0, 0.0]]);
logits.cross_entropy(&[0])?.backward()?;
let p_minus_y = &p - &array![1.0, 0.0, 0.0];
assert!(norm_linf(&(&logits.gradient()?.row(0) - &p_minus_y)) < 1e-15);
show("p - y", &p_minus_y)
""")
md("chain-digits", r"""
Now all together: 1,200 handwritten digits, a network 64 → 32 → 10 with 2,410 parameters, batches of 64. For each batch: forward, backward, one step of Adam (§2.3).
""", r"""
이제 모두 합칩니다. 손글씨 숫자 1,200장, 매개변수가 2,410개인 신경망 64 → 32 → 10, 배치는 64장씩입니다. 배치마다 순방향, 역방향, Adam 한 걸음(§2.3)을 되풀이합니다.
""", slide="subslide")
code("chain-digits-init", r"""
let digits = data::digits();
let pixels = &digits.images / 16.0;
let mut rng = RandomState::new(1);
let dw1 = Var::parameter(rng.randn2(64, 32) * (2.0_f64 / 64.0).sqrt());
let dw2 = Var::parameter(rng.randn2(32, 10) * (2.0_f64 / 32.0).sqrt());
let (db1, db2) = (Var::parameter(Array2::zeros((1, 32))), Var::parameter(Array2::zeros((1, 10))));
""")
code("chain-digits-train", r"""
let mut epoch_losses = Vec::new();
let mut adams: Vec<Adam> = (0..4).map(|_| Adam::new(0.005)).collect();
for _ in 0..12 {
    let mut total = 0.0;
    for batch in mini_batches(1200, 64, &mut rng)? {
        let images = Var::constant(pixels.select(Axis(0), &batch));
        let labels: Vec<usize> = batch.iter().map(|&i| digits.labels[i]).collect();
        let loss = images.affine(&dw1, &db1)?.relu().affine(&dw2, &db2)?.cross_entropy(&labels)?;
        loss.backward()?;
        for (parameter, adam) in [&dw1, &db1, &dw2, &db2].into_iter().zip(&mut adams) {
            parameter.update(&mut |values, gradient| adam.step(values, gradient, 1.0))?;
        }
        total += loss.item()? * batch.len() as f64 / 1200.0;
    }
    epoch_losses.push(total);
}
plot::lines(&Array1::from_iter((1..=12).map(f64::from)), &[("training loss", &Array1::from_vec(epoch_losses.clone()))])?.x("epoch").y("cross-entropy").title("A network learns to read digits")
""")
code("chain-digits-test", r"""
let unseen = Var::constant(pixels.slice(s![1200.., ..]).to_owned());
let answers = unseen.affine(&dw1, &db1)?.relu().affine(&dw2, &db2)?.value();
let guesses: Vec<usize> = answers.rows().into_iter().map(|z| (0..10).max_by(|&i, &j| z[i].total_cmp(&z[j])).unwrap_or(0)).collect();
let right: usize = guesses.iter().zip(&digits.labels[1200..]).filter(|(guess, label)| guess == label).count();
assert!(right > 530);
table(&["right", "of", "share"], [(right, guesses.len(), format!("{:.0} %", 100.0 * right as f64 / guesses.len() as f64))])
""")
md("chain-digits-look", r"""
The first guess costs about $\ln10\approx2.3$, the price of knowing nothing about ten digits. A dozen rounds later the network reads most of the pictures it has never seen.
""", r"""
처음 손실은 $\ln10\approx2.3$ 근처에서 시작합니다. 숫자 열 개를 전혀 모를 때의 값입니다. 열두 번 돌고 나면 신경망은 본 적 없는 그림도 대부분 읽습니다.
""")
md("chain-vanish", r"""
**Where it goes wrong: depth.** Ten layers of 32 units, once with the sigmoid and once with ReLU (both with the usual random start). How long is the gradient when it arrives at the first layer?
""", r"""
**어긋나는 경우: 깊이.** 유닛 32개짜리 층을 열 개 쌓고, 한 번은 시그모이드, 한 번은 ReLU를 씁니다(둘 다 흔히 쓰는 무작위 초기화). 첫 층에 도착한 그래디언트의 길이는 얼마일까요?
""", slide="subslide")
code("chain-vanish-run", r"""
let mut arrived = Vec::new();
for (name, relu_layers, scale) in [("sigmoid", false, 1.0_f64), ("ReLU", true, 2.0)] {
    let mut rng = RandomState::new(3);
    let layers: Vec<Var> = (0..10).map(|_| Var::parameter(rng.randn2(32, 32) * (scale / 32.0).sqrt())).collect();
    let mut signal = Var::constant(rng.randn2(16, 32));
    for layer in &layers {
        let z = signal.matmul(layer)?;
        signal = if relu_layers { z.relu() } else { z.sigmoid() };
    }
    signal.square().mean().backward()?;
    arrived.push((name, norm_frobenius(&layers[9].gradient()?), norm_frobenius(&layers[0].gradient()?)));
}
table(&["activation", "gradient at layer 10", "at layer 1"], arrived)
""")
md("chain-next", r"""
**What to read next:** how to *use* the gradient, §2.3; why softmax and cross-entropy are taken together, chapter 4; backpropagation through attention, chapter 6.
""", r"""
**이어서 읽을 곳:** 그래디언트를 *쓰는* 법은 §2.3에서, 소프트맥스와 교차 엔트로피를 왜 묶어서 계산하는지는 4장에서, 어텐션을 거스르는 역전파는 6장에서 다룹니다.
""", slide="skip")
