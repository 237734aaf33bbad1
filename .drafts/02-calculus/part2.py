# §2.3 and the closing of 02-calculus (after part1.py, whose helpers it uses).

md("opt-title", r"""
## 2.3 Optimization Theory

We can compute the gradient of any loss. What remains is to walk: where does a walk downhill end, how long should a step be, and what can be done better than going straight down?
""", r"""
## 2.3 최적화 이론

이제 어떤 손실이든 그래디언트를 구할 수 있습니다. 남은 일은 걷는 것입니다. 내리막을 걸으면 어디에서 끝날까요? 보폭은 얼마가 좋을까요? 곧장 내려가는 것보다 나은 방법이 있을까요?
""", slide="slide")
notes("opt-notes", r"""
**60 minutes for §2.3:** conditions and convexity 15, gradient descent and the learning rate 20, variants 20, closing 5.
Before the slider of the learning rate: *what happens at exactly the limit?* (The walk jumps between two walls for ever.)
A usual misconception: "Adam is always better". The example of this section, with its default-like settings, is a counterexample.
""", r"""
**§2.3에 60분:** 조건과 볼록성 15분, 경사 하강법과 학습률 20분, 변형 20분, 마무리 5분.
학습률 슬라이더를 움직이기 전에 물어봅니다. *정확히 한계값이면 어떻게 될까요?* (두 벽 사이를 영원히 오갑니다.)
흔한 오해: "Adam이 언제나 낫다." 이 절의 예제가 바로 반례입니다.
""")

md("opt-conditions", r"""
### Optimality Conditions

- **First order (necessary):** at a minimum or maximum inside the domain, where $f$ is differentiable, $\nabla f=\mathbf 0$. Otherwise a step along $-\nabla f$ would still go down.
- **Second order (sufficient):** if in addition all eigenvalues of the Hessian are positive, the point is a local minimum; all negative, a local maximum.

$\nabla f=\mathbf0$ alone is not enough: it also holds on a saddle. And a corner, such as that of $|x|$ at 0, can be a minimum without a gradient.

Himmelblau's function $(x^2+y-11)^2+(x+y^2-7)^2$ has four minima of the same depth, at $(3,2)$ for example, and between them a hill and saddles:
""", r"""
### 극값 조건

- **1차 조건(필요조건):** 정의역 안쪽의 미분 가능한 점에서 극값을 가지면 $\nabla f=\mathbf 0$입니다. 그렇지 않다면 $-\nabla f$ 쪽으로 더 내려갈 수 있습니다.
- **2차 조건(충분조건):** 여기에 더해 헤세 행렬의 고윳값이 모두 양수이면 극소, 모두 음수이면 극대입니다.

$\nabla f=\mathbf0$만으로는 부족합니다. 안장점에서도 성립하기 때문입니다. 또 $|x|$의 0처럼 꺾인 점은 그래디언트가 없어도 최소일 수 있습니다.

힘멜블라우 함수 $(x^2+y-11)^2+(x+y^2-7)^2$에는 $(3,2)$를 비롯해 깊이가 같은 최소점이 네 개 있고, 그 사이에 언덕과 안장점이 있습니다.
""", slide="subslide")
code("opt-conditions-run", r"""
let mut found = Vec::new();
for guess in [array![3.0, 2.0], array![-0.3, -0.9], array![0.1, 2.9]] {
    let mut at = guess;
    for _ in 0..20 {
        at = newton_step(&himmelblau, &at)?; // to the zero of the gradient nearby
    }
    let point = critical_point(&himmelblau, &at)?;
    found.push((format!("({:.3}, {:.3})", at[0], at[1]), point.eigenvalues[0].round(), point.eigenvalues[1].round(), point.kind.to_string()));
}
table(&["∇f = 0 at", "λ₁", "λ₂", "kind"], found)
""")

md("opt-convex", r"""
### Convex Functions

$f$ is **convex** if every chord lies on or above the graph:

$$f(\lambda\mathbf x+(1-\lambda)\mathbf y)\le\lambda f(\mathbf x)+(1-\lambda)f(\mathbf y),\qquad\lambda\in[0,1].$$

For a convex function **every local minimum is a global minimum**: if there were a lower point elsewhere, the chord to it would lead down from the first step, and the graph lies below the chord. With second derivatives: $f$ is convex exactly when its Hessian has no negative eigenvalue *anywhere*.

**By hand** for $f=x^2$: $\lambda x^2+(1-\lambda)y^2-(\lambda x+(1-\lambda)y)^2=\lambda(1-\lambda)(x-y)^2\ge0$.
""", r"""
### 볼록 함수

그래프 위의 모든 현이 그래프와 같거나 그보다 위에 있으면 $f$를 **볼록 함수**라고 합니다.

$$f(\lambda\mathbf x+(1-\lambda)\mathbf y)\le\lambda f(\mathbf x)+(1-\lambda)f(\mathbf y),\qquad\lambda\in[0,1]$$

볼록 함수에서는 **모든 극소가 전역 최소**입니다. 다른 곳에 더 낮은 점이 있다면 그리로 가는 현은 첫걸음부터 내려갈 텐데, 그래프는 현보다 아래에 있기 때문입니다. 이차 미분으로 말하면, 헤세 행렬이 *어디에서도* 음의 고윳값을 가지지 않는 것과 같습니다.

**손으로 풀기.** $f=x^2$이면 $\lambda x^2+(1-\lambda)y^2-(\lambda x+(1-\lambda)y)^2=\lambda(1-\lambda)(x-y)^2\ge0$입니다.
""", slide="slide")
figure("convexity", "opt-convex-figure", r"""
plot::convexity(("<i>x</i>²", &square), ("sin <i>x</i>", &f64::sin), -2.0, 3.0)?
""")
md("opt-convex-test", r"""
One segment can *refute* convexity, never prove it. The loss of the diabetes patients (§2.1), a sum of squares of linear functions and therefore convex. Himmelblau's function is caught at once:
""", r"""
선분 하나로 볼록이 *아님*은 보일 수 있어도 볼록임을 증명할 수는 없습니다. §2.1의 당뇨병 손실은 일차식의 제곱을 더한 것이므로 볼록입니다. 힘멜블라우 함수는 금세 들통납니다.
""")
code("opt-convex-run", r"""
let (low, high) = (array![-4.0, -4.0], array![4.0, 4.0]);
let of_loss = find_nonconvexity(&loss, &low, &high, 200, 1)?;
let of_himmelblau = find_nonconvexity(&himmelblau, &low, &high, 200, 1)?;
assert!(of_loss.is_none() && of_himmelblau.is_some());
table(&["function", "a chord below the graph found"], [("loss of a linear model", of_loss.is_some()), ("Himmelblau", of_himmelblau.is_some())])
""")
md("opt-convex-deep", r"""
Losses of deep networks are **not** convex: swap two hidden units together with their weights, and the network computes the same, so a minimum never comes alone; somewhere between two such copies the loss is higher. Nothing guarantees the global minimum. In practice large networks have many minima that are good enough, and it is the saddles and plateaus between them that cost time.
""", r"""
심층 신경망의 손실은 볼록이 **아닙니다**. 은닉 유닛 두 개를 가중치까지 통째로 맞바꾸어도 신경망의 계산은 같으므로 최소점은 홀로 있는 법이 없고, 그런 두 최소점 사이 어딘가에서는 손실이 더 큽니다. 전역 최소는 보장되지 않습니다. 다만 실제로 큰 신경망에는 충분히 좋은 최소점이 많고, 시간을 잡아먹는 것은 그 사이의 안장점과 평지입니다.
""")
drafted("2.19")

md("gd-rule", r"""
### Gradient Descent

$$\boldsymbol\theta_{t+1}=\boldsymbol\theta_t-\alpha\,\nabla L(\boldsymbol\theta_t)$$

$\alpha$ is the **learning rate**. **By hand** for $f=x^2+4y^2$ with $\alpha=0.1$ from $(3,3)$: the gradient is $(2x,8y)$, so

$$x\leftarrow x-0.1\cdot2x=0.8\,x,\qquad y\leftarrow y-0.1\cdot8y=0.2\,y .$$

Every step multiplies: after 50 steps $x=3\cdot0.8^{50}\approx4.28\cdot10^{-5}$, and $y=3\cdot0.2^{50}\approx3.4\cdot10^{-35}$.
""", r"""
### 경사 하강법

$$\boldsymbol\theta_{t+1}=\boldsymbol\theta_t-\alpha\,\nabla L(\boldsymbol\theta_t)$$

$\alpha$가 **학습률**입니다. **손으로 풀기.** $f=x^2+4y^2$, $\alpha=0.1$이고 $(3,3)$에서 출발합니다. 그래디언트는 $(2x,8y)$이므로

$$x\leftarrow x-0.1\cdot2x=0.8\,x,\qquad y\leftarrow y-0.1\cdot8y=0.2\,y$$

입니다. 걸음마다 같은 수가 곱해져, 50걸음 뒤에는 $x=3\cdot0.8^{50}\approx4.28\cdot10^{-5}$, $y=3\cdot0.2^{50}\approx3.4\cdot10^{-35}$입니다.
""", slide="slide")
code("gd-run", r"""
fn bowl(p: &Array1<f64>) -> f64 {
    p[0] * p[0] + 4.0 * p[1] * p[1]
}
fn bowl_gradient(p: &Array1<f64>) -> Array1<f64> {
    array![2.0 * p[0], 8.0 * p[1]]
}
let start = array![3.0, 3.0];
let walk = gradient_descent(&bowl_gradient, &start, 0.1, 50)?;
assert!((walk.x[0] - 4.281743078117882e-05).abs() < 1e-17 && (walk.x[1] / 3.377699720527838e-35 - 1.0).abs() < 1e-12);
table(&["", "x", "y"], [("after 50 steps", walk.x[0], walk.x[1]), ("by hand", 3.0 * 0.8_f64.powi(50), 3.0 * 0.2_f64.powi(50))])
""")
drafted("2.14")
drafted("2.15")
md("gd-limit", r"""
#### The learning rate

The factor along an eigenvector of the Hessian is $1-\alpha\lambda$. It shrinks the error only if $|1-\alpha\lambda|<1$ for *every* eigenvalue, that is

$$0<\alpha<\frac2{\lambda_{\max}} .$$

Here $\lambda=2$ and $8$, so the limit is $0.25$. The steep direction sets the speed limit, and the flat one has to live with it: how slow that is, is said by the **condition number** $\kappa=\lambda_{\max}/\lambda_{\min}$.

Move the slider from crawling to divergence. Beyond 0.125 the walk overshoots and zigzags across the valley; beyond 0.25 each jump is larger than the last.
""", r"""
#### 학습률

헤세 행렬의 고유벡터 방향에서 걸음마다 곱해지는 수는 $1-\alpha\lambda$입니다. *모든* 고윳값에서 $|1-\alpha\lambda|<1$이어야 오차가 줄어들므로 조건은

$$0<\alpha<\frac2{\lambda_{\max}}$$

입니다. 여기서는 $\lambda=2$와 $8$이므로 한계가 $0.25$입니다. 속도 제한은 가파른 방향이 정하고, 완만한 방향은 거기에 맞추어야 합니다. 그 느림을 재는 값이 **조건수** $\kappa=\lambda_{\max}/\lambda_{\min}$입니다.

슬라이더를 기어가는 쪽에서 발산하는 쪽으로 옮겨 보세요. 0.125를 넘으면 골짜기를 지나쳐 지그재그로 걷고, 0.25를 넘으면 뛸수록 멀어집니다.
""", slide="subslide")
figure("learning_rate", "gd-limit-figure", r"""
plot::learning_rate(&bowl, &bowl_gradient, &start, &[0.01, 0.03, 0.1, 0.125, 0.2, 0.24, 0.25, 0.26])?
""")
code("gd-limit-table", r"""
let mut ends = Vec::new();
for rate in [0.01, 0.1, 0.2, 0.25, 0.26, 0.5] {
    let walk = minimize(&bowl, &bowl_gradient, &start, &mut GradientDescent::new(rate), &DescentSettings::steps(1000))?;
    ends.push((rate, walk.steps, walk.end.to_string()));
}
table(&["learning rate", "steps", "how it ended"], ends)
""")
md("gd-limit-look", r"""
At exactly 0.25 the factor in $y$ is $-1$: the walk jumps between two walls for ever. Above it the walk explodes, and the crate stops at the first number that is no longer finite and says at which step.

**Where it goes wrong: unscaled data.** For a linear model with squared error the Hessian is $X^\mathsf TX/n$. The measurements of the patients come in years, mmHg and mg/dl. Compare the raw columns (only centred) with the standardised ones:
""", r"""
정확히 0.25이면 $y$에 $-1$이 곱해져 두 벽 사이를 영원히 오갑니다. 그보다 크면 폭발합니다. 크레이트는 유한하지 않은 수가 처음 나온 걸음에서 멈추고 몇 번째 걸음인지 알려 줍니다.

**어긋나는 경우: 크기를 맞추지 않은 데이터.** 선형 모형의 제곱 오차에서 헤세 행렬은 $X^\mathsf TX/n$입니다. 환자의 측정값은 단위가 나이, mmHg, mg/dl로 제각각입니다. 중심화만 한 열과 표준화한 열을 견주어 봅시다.
""")
code("gd-scale", r"""
let raw = &patients.features - &patients.features.mean_axis(Axis(0)).unwrap();
let mut scaled = raw.clone();
for j in 0..10 {
    scaled.column_mut(j).assign(&standardized(&raw.column(j)));
}
let mut rows = Vec::new();
for (name, x) in [("centred only", &raw), ("standardised", &scaled)] {
    let curvatures = eigh(&(x.t().dot(x) / 442.0))?.values;
    rows.push((name, 2.0 / curvatures[9], curvatures[9] / curvatures[0]));
}
table(&["features", "largest learning rate", "condition number"], rows)
""")
md("gd-scale-look", r"""
Standardising is not cosmetics: it is the cheapest speed-up of gradient descent that there is. Normalisation layers do the same inside a network.
""", r"""
표준화는 겉치레가 아니라, 경사 하강법을 가장 값싸게 빠르게 만드는 방법입니다. 정규화 층은 신경망 안에서 같은 일을 합니다.
""")
drafted("2.16")

md("var-sgd", r"""
### Common variants

**SGD** (stochastic gradient descent) estimates the gradient from a random *mini-batch*. The estimate is right on average and wrong each time, but with 32 of a million samples a step costs a thirty-thousandth. All runs below see the patients equally often (20 epochs); only the batch size differs.
""", r"""
### 경사 하강법의 변형

**SGD**(확률적 경사 하강법)는 무작위로 고른 *미니배치*로 그래디언트를 어림합니다. 어림은 매번 틀리지만 평균하면 맞고, 백만 개 가운데 32개만 쓰면 한 걸음의 비용이 3만분의 1이 됩니다. 아래의 세 실행은 환자를 보는 횟수(20에포크)가 같고 배치 크기만 다릅니다.
""", slide="slide")
code("var-sgd-run", r"""
let sgd_loss = |w: &Array1<f64>| { let r = scaled.dot(w) - &score; r.dot(&r) / 884.0 };
let sgd_gradient = |w: &Array1<f64>, batch: &[usize]| {
    let x = scaled.select(Axis(0), batch);
    let r = x.dot(w) - score.select(Axis(0), batch);
    x.t().dot(&r) / batch.len() as f64
};
let mut curves = Vec::new();
for size in [442, 64, 8] {
    let run = minimize_batches(&sgd_loss, &sgd_gradient, 442, &Array1::zeros(10), &mut GradientDescent::new(0.03), &BatchSettings::new(size, 20))?;
    curves.push((format!("batches of {size}"), run.epoch_losses));
}
let named: Vec<(&str, &ArrayRef1<f64>)> = curves.iter().map(|(name, c)| (name.as_str(), &**c)).collect();
plot::lines(&Array1::from_iter((0..=20).map(f64::from)), &named)?.x("epoch").y("loss on all patients").title("Smaller batches, more steps per epoch")
""")
md("var-momentum", r"""
**Momentum** keeps a velocity, like a heavy ball:

$$\mathbf v_t=\mu\,\mathbf v_{t-1}+\mathbf g_t,\qquad\boldsymbol\theta_{t+1}=\boldsymbol\theta_t-\alpha\,\mathbf v_t .$$

Pushes along the valley add up (to $1/(1-\mu)$ times one push, ten times for $\mu=0.9$), pushes across it cancel.

**Adam** gives every parameter a pace of its own. It averages the gradient ($m$) and its square ($v$), corrects both for having started at zero, and divides:

$$m_t=\beta_1m_{t-1}+(1-\beta_1)g_t,\qquad v_t=\beta_2v_{t-1}+(1-\beta_2)g_t^2,$$
$$\hat m_t=\frac{m_t}{1-\beta_1^t},\quad\hat v_t=\frac{v_t}{1-\beta_2^t},\qquad\theta_{t+1}=\theta_t-\frac{\alpha}{\sqrt{\hat v_t}+\epsilon}\,\hat m_t .$$

**By hand, the first step:** $m_1=0.1\,g$ and $v_1=0.001\,g^2$, corrected $\hat m_1=g$ and $\hat v_1=g^2$. The step is $\alpha\,g/(|g|+\epsilon)\approx\alpha\cdot\operatorname{sign}(g)$: *its length does not depend on the size of the gradient.* Without the correction it would be $0.1/\sqrt{0.001}\approx3.2$ times as long.
""", r"""
**모멘텀**은 무거운 공처럼 속도를 간직합니다.

$$\mathbf v_t=\mu\,\mathbf v_{t-1}+\mathbf g_t,\qquad\boldsymbol\theta_{t+1}=\boldsymbol\theta_t-\alpha\,\mathbf v_t$$

골짜기를 따라 미는 힘은 쌓이고(한 번 미는 힘의 $1/(1-\mu)$배, $\mu=0.9$이면 열 배), 가로질러 미는 힘은 서로 지워집니다.

**Adam**은 매개변수마다 보폭을 따로 정합니다. 그래디언트의 평균($m$)과 제곱의 평균($v$)을 구하고, 0에서 시작한 탓에 생긴 치우침을 바로잡은 다음 나눕니다.

$$m_t=\beta_1m_{t-1}+(1-\beta_1)g_t,\qquad v_t=\beta_2v_{t-1}+(1-\beta_2)g_t^2,$$
$$\hat m_t=\frac{m_t}{1-\beta_1^t},\quad\hat v_t=\frac{v_t}{1-\beta_2^t},\qquad\theta_{t+1}=\theta_t-\frac{\alpha}{\sqrt{\hat v_t}+\epsilon}\,\hat m_t$$

**손으로 풀기, 첫걸음.** $m_1=0.1\,g$, $v_1=0.001\,g^2$이고 바로잡으면 $\hat m_1=g$, $\hat v_1=g^2$입니다. 걸음은 $\alpha\,g/(|g|+\epsilon)\approx\alpha\cdot\operatorname{sign}(g)$, 곧 *그래디언트의 크기와 상관없는 보폭*입니다. 바로잡지 않으면 $0.1/\sqrt{0.001}\approx3.2$배로 깁니다.
""", slide="subslide")
drafted("2.17")
md("var-adam-text", r"""
Adam on the bowl from $(3,3)$ with $\alpha=0.01$, for 100 steps:
""", r"""
같은 그릇에서 $(3,3)$을 출발해 $\alpha=0.01$인 Adam으로 100걸음 걷습니다.
""")
code("var-adam-run", r"""
let hundred = descend(&bowl_gradient, &start, &mut Adam::new(0.01), 100)?;
assert!(norm_linf(&(&hundred.x - &array![2.0624463999764755, 2.0624463987945156])) < 1e-12);
let thousand = descend(&bowl_gradient, &start, &mut Adam::new(0.01), 1000)?;
(show("after 100 steps", &hundred.x), show("after 1000 steps", &thousand.x))
""")
md("var-adam-look", r"""
Has it converged? Often such a result is printed as "converged to", but $(2.06,2.06)$ is nowhere near the minimum at $(0,0)$. A step of Adam moves each parameter by about $\alpha$, so 100 steps cover at most about $100\cdot0.01=1$, and it has 3 to go. After 1000 steps it is there. Two lessons: **look at the number, not at the word in front of it**, and learning rates of different methods cannot be compared. (Note also that $x$ and $y$ go at the same pace although the gradients differ by a factor of 4.)
""", r"""
수렴했을까요? 이런 결과에 흔히 'converged to'라고 붙이지만, $(2.06,2.06)$은 최소점 $(0,0)$에서 한참 멉니다. Adam은 한 걸음에 매개변수마다 약 $\alpha$만큼 움직이므로 100걸음이면 기껏해야 $100\cdot0.01=1$쯤 가는데, 갈 길은 3입니다. 1000걸음이면 도착합니다. 교훈은 두 가지입니다. **앞에 붙은 말이 아니라 수를 보세요.** 그리고 방법이 다르면 학습률을 견줄 수 없습니다. (그래디언트가 네 배 차이 나는데도 $x$와 $y$가 같은 빠르기로 움직인다는 점도 눈여겨보세요.)
""")
drafted("2.18")
if figure("optimizer_race", "var-race-figure", r"""
let racers: Vec<Box<dyn Optimizer>> = vec![Box::new(GradientDescent::new(0.01)), Box::new(Momentum::new(0.01, 0.9)), Box::new(Adam::new(0.1))];
plot::optimizer_race(&beale, &beale_gradient, &array![1.0, 1.5], &racers, 120)?
""", slide="subslide"):
    md("var-race-look", r"""
**A race** on Beale's landscape, minimum at $(3,0.5)$. Press ▶. Plain descent creeps along the flat valley; momentum swings out and gets there; Adam leaves at full speed from the first step. Another start, another winner: change it and run again.
""", r"""
최소점이 $(3,0.5)$인 빌(Beale) 함수 위의 **경주**입니다. ▶를 눌러 보세요. 단순한 경사 하강법은 평평한 골짜기를 기어갑니다. 모멘텀은 크게 휘돌며 나아가고, Adam은 첫걸음부터 제 속도로 출발합니다. 출발점이 바뀌면 승자도 바뀝니다. 바꾸어서 다시 실행해 보세요.
""")
code("var-source", r"""
source("optimize::optimizer::Adam")
""", slide="skip")
md("var-practice", r"""
**In practice.** Start with Adam at $\alpha=10^{-3}$ (AdamW, if there is weight decay), or with momentum at $0.1$ for image networks; warm up for a few hundred steps and let the rate decay (a cosine is usual: `Schedule::WarmupCosine`). If the loss becomes NaN, divide the rate by ten; if it barely moves, multiply by three.

**What to read next:** what the loss *means*, and why cross-entropy is the right one, is chapter 3.
""", r"""
**실전에서는.** $\alpha=10^{-3}$인 Adam(가중치 감쇠를 쓴다면 AdamW)으로, 이미지 신경망이라면 $0.1$인 모멘텀으로 시작합니다. 처음 몇백 걸음은 학습률을 서서히 올리고 그 뒤로는 줄입니다(흔히 코사인을 따라 줄입니다: `Schedule::WarmupCosine`). 손실이 NaN이 되면 학습률을 10으로 나누고, 거의 움직이지 않으면 3을 곱해 보세요.

**이어서 읽을 곳:** 손실이 무엇을 *뜻하는지*, 왜 교차 엔트로피여야 하는지는 3장에서 다룹니다.
""", slide="skip")

# ------------------------------------------------------------ closing ----

md("end-summary", r"""
## What you have now

| idea | formula | in the crate | where deep learning uses it |
|---|---|---|---|
| derivative | $\lim_{h\to0}\frac{f(x+h)-f(x)}h$ | `forward_difference`, `central_difference`, `richardson` | checking gradients |
| rules | $(fg)'=f'g+fg'$, … | `product_rule`, `chain_rule`, … | inside every framework |
| activations | $\sigma'=\sigma(1-\sigma)$ | `sigmoid_derivative`, `relu_derivative`, `Activation` | hidden layers, gates |
| Taylor | $\sum_k f^{(k)}(a)(x-a)^k/k!$ | `taylor`, `tangent_line` | why small steps work |
| gradient | $\nabla f=(\partial f/\partial x_i)_i$ | `gradient`, `numerical_gradient` | every training step |
| Jacobian | $J_{ij}=\partial f_i/\partial x_j$ | `jacobian` | layers, normalising flows |
| Hessian | $H_{ij}=\partial^2f/\partial x_i\partial x_j$ | `hessian`, `critical_point` | curvature, learning rates |
| forward mode | $f(x+\varepsilon)=f(x)+f'(x)\varepsilon$ | `Dual`, `dual_derivative` | directional derivatives |
| reverse mode | $\partial L/\partial\text{in}=\sum\partial L/\partial\text{out}\cdot\partial\text{out}/\partial\text{in}$ | `Value`, `Var` | backpropagation |
| layer, backwards | $\partial L/\partial W=\mathbf g\mathbf h^\mathsf T$ | `SimpleNet`, `gradient_check` | everywhere |
| convexity | chord above graph | `segment_convexity`, `find_nonconvexity` | linear and logistic regression |
| gradient descent | $\theta\leftarrow\theta-\alpha\nabla L$ | `gradient_descent`, `minimize` | training |
| limit of the rate | $\alpha<2/\lambda_{\max}$ | `eigh`, `End` | why training diverges |
| SGD | gradient of a mini-batch | `minimize_batches` | large data |
| momentum, Adam | $\mathbf v\leftarrow\mu\mathbf v+\mathbf g$; $\hat m/\sqrt{\hat v}$ | `Momentum`, `Adam`, `AdamW` | default optimisers |
""", r"""
## 이 장에서 얻은 것

| 개념 | 식 | 크레이트에서 | 딥러닝에서 쓰이는 곳 |
|---|---|---|---|
| 미분 | $\lim_{h\to0}\frac{f(x+h)-f(x)}h$ | `forward_difference`, `central_difference`, `richardson` | 그래디언트 검사 |
| 미분 규칙 | $(fg)'=f'g+fg'$, … | `product_rule`, `chain_rule`, … | 모든 프레임워크의 내부 |
| 활성화 함수 | $\sigma'=\sigma(1-\sigma)$ | `sigmoid_derivative`, `relu_derivative`, `Activation` | 은닉층, 게이트 |
| 테일러 | $\sum_k f^{(k)}(a)(x-a)^k/k!$ | `taylor`, `tangent_line` | 작은 걸음이 통하는 이유 |
| 그래디언트 | $\nabla f=(\partial f/\partial x_i)_i$ | `gradient`, `numerical_gradient` | 모든 학습 걸음 |
| 야코비 행렬 | $J_{ij}=\partial f_i/\partial x_j$ | `jacobian` | 층, 정규화 흐름 |
| 헤세 행렬 | $H_{ij}=\partial^2f/\partial x_i\partial x_j$ | `hessian`, `critical_point` | 곡률, 학습률 |
| 전방 모드 | $f(x+\varepsilon)=f(x)+f'(x)\varepsilon$ | `Dual`, `dual_derivative` | 방향 미분 |
| 후방 모드 | $\partial L/\partial\text{in}=\sum\partial L/\partial\text{out}\cdot\partial\text{out}/\partial\text{in}$ | `Value`, `Var` | 역전파 |
| 층의 역방향 | $\partial L/\partial W=\mathbf g\mathbf h^\mathsf T$ | `SimpleNet`, `gradient_check` | 어디에나 |
| 볼록성 | 현이 그래프보다 위 | `segment_convexity`, `find_nonconvexity` | 선형 회귀, 로지스틱 회귀 |
| 경사 하강법 | $\theta\leftarrow\theta-\alpha\nabla L$ | `gradient_descent`, `minimize` | 학습 |
| 학습률의 한계 | $\alpha<2/\lambda_{\max}$ | `eigh`, `End` | 학습이 발산하는 이유 |
| SGD | 미니배치의 그래디언트 | `minimize_batches` | 큰 데이터 |
| 모멘텀, Adam | $\mathbf v\leftarrow\mu\mathbf v+\mathbf g$; $\hat m/\sqrt{\hat v}$ | `Momentum`, `Adam`, `AdamW` | 기본 최적화 방법 |
""", slide="slide")
_reading = [
 ('- Marc Peter Deisenroth, A. Aldo Faisal{and} Cheng Soon Ong, [*Mathematics for Machine Learning*](https://mml-book.github.io), Cambridge University Press, 2020', ', chapters 5 and 7. Free online.', ', 5장과 7장. 온라인에서 무료로 읽을 수 있습니다.'),
 ('- Ian Goodfellow, Yoshua Bengio{and} Aaron Courville, [*Deep Learning*](https://www.deeplearningbook.org), MIT Press, 2016', ', chapters 4, 6 and 8.', ', 4, 6, 8장.'),
 ('- Stephen Boyd{and2} Lieven Vandenberghe, [*Convex Optimization*](https://web.stanford.edu/~boyd/cvxbook/), Cambridge University Press, 2004', '. Chapters 2, 3 and 9.', '. 2, 3, 9장.'),
 ('- Andreas Griewank{and2} Andrea Walther, *Evaluating Derivatives*, 2nd edition, SIAM, 2008', '. Automatic differentiation, by those who made it a science.', '. 자동 미분을 학문으로 세운 이들의 책입니다.'),
 ('- Atılım Güneş Baydin et al., "Automatic differentiation in machine learning: a survey", *Journal of Machine Learning Research* 18, 2018, [arXiv:1502.05767](https://arxiv.org/abs/1502.05767)', '.', '.'),
 ('- David E. Rumelhart, Geoffrey E. Hinton{and} Ronald J. Williams, "Learning representations by back-propagating errors", *Nature* 323, 1986', '.', '.'),
 ('- Diederik P. Kingma{and2} Jimmy Ba, "Adam: A Method for Stochastic Optimization", ICLR 2015, [arXiv:1412.6980](https://arxiv.org/abs/1412.6980)', '.', '.'),
 ('- Andrej Karpathy, [micrograd](https://github.com/karpathy/micrograd), 2020', '. The ancestor of `Value`.', '. `Value`의 조상입니다.'),
]
_line = lambda t, ko: t.replace("{and}", "," if ko else " and").replace("{and2}", "," if ko else " and")
md("end-reading", "### Further reading\n\n" + "\n".join(_line(t, 0) + e for t, e, _ in _reading) + "\n\nHow far did you get?",
   "### 더 읽을거리\n\n" + "\n".join(_line(t, 1).replace(" et al.", " 외").replace("2nd edition", "2판") + k for t, _, k in _reading) + "\n\n어디까지 풀었는지 확인해 봅시다.", slide="skip")
code("end-progress", r"""
exercise::progress()
""")
